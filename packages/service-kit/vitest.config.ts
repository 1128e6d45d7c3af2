import { configDefaults, defineConfig } from 'vitest/config';
import { shared } from '../../testing/shared.mjs';

/** It measures time, which neighbours would take from it. */
const ALONE = ['test/consul/registration.test.ts'];

export default defineConfig({
  test: {
    ...shared,
    // Its tests wait for Consul and for delays: 212 s with three files at once, 121 s with six, on two cores.
    maxWorkers: 6,
    projects: [
      {
        extends: true,
        test: {
          name: 'side by side',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...ALONE],
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE, fileParallelism: false } },
    ],
  },
});
