import { defineConfig } from 'vitest/config';
import { shared } from '../../testing/shared.mjs';

export default defineConfig({
  test: {
    ...shared,
    globalSetup: [...shared.globalSetup, 'test/join-swarm.ts'],
    include: ['test/**/*.test.ts'],
  },
});
