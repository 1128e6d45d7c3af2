import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Each file runs a Consul of its own: one after the other is quicker on a small machine.
    fileParallelism: false,
    testTimeout: 30_000,
    // The first run fetches Consul.
    hookTimeout: 300_000,
  },
});
