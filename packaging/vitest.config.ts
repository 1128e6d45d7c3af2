import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/pack.ts',
    // npm brings what the packages need from the registry.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
