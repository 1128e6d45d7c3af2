// What the Vitest configurations of all packages have in common.
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Progress } from './progress.mjs';

/**
 * How many files run side by side, and packages come one after the other: most of the time files wait for Consul, DNS and
 * HAProxy. On two busy cores, three at once took canary-verify from 260 to 176 s and service-kit from 98 to 48 s.
 */
export const FILES_AT_ONCE = Math.max(3, Math.min(availableParallelism(), 6));

export const shared = {
  globalSetup: [fileURLToPath(new URL('require-fresh-build.mjs', import.meta.url))],
  maxWorkers: FILES_AT_ONCE,
  reporters: ['default', new Progress()],
  // Vitest names each test that is slower: not every second one.
  slowTestThreshold: 5_000,
};
