import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The exact computations and the toolbox take a few seconds on a slow machine.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
