import { defineConfig } from 'vitest/config';
import { shared } from '../../testing/shared.mjs';

export default defineConfig({
  test: {
    ...shared,
    include: ['test/**/*.test.ts'],
  },
});
