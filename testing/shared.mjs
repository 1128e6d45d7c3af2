// What the Vitest configurations of all packages have in common.
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Progress } from './progress.mjs';

/**
 * The number of files that run side by side. Files wait for Consul, DNS and HAProxy most of the time. Packages run one after
 * the other: two at once make tests of both fail by time-outs.
 */
export const FILES_AT_ONCE = Math.max(3, Math.min(availableParallelism(), 6));

export const shared = {
  globalSetup: [fileURLToPath(new URL('require-fresh-build.mjs', import.meta.url))],
  maxWorkers: FILES_AT_ONCE,
  reporters: ['default', new Progress()],
  // Nothing is said by them but that a test hangs: a busy machine takes many times as long, and first runs fetch tools.
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 60_000 } },
  // Vitest names each test that is slower: not every second one.
  slowTestThreshold: 5_000,
};
