import { defineConfig } from 'vitest/config';
import { shared } from '../../testing/shared.mjs';

export default defineConfig({
  test: {
    ...shared,
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    // The first run fetches Redis.
    hookTimeout: 300_000,
  },
});
