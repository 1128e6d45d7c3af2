import { configDefaults, defineConfig } from 'vitest/config';
import { shared } from '../../testing/shared.mjs';

/** They measure time, which neighbours would take from them: these run one after the other, with nothing beside them. */
const ALONE = ['test/sampling/pace.test.ts', 'test/tally/health.test.ts'];

export default defineConfig({
  test: {
    ...shared,
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
