import { defineConfig } from 'vitest/config';
import { shared } from '../testing/shared.mjs';

export default defineConfig({
  // Else it warns of each source map that the inlined parser names and does not bring.
  logLevel: 'error',
  test: {
    ...shared,
    include: ['test/**/*.test.ts'],
    globalSetup: [...shared.globalSetup, 'test/pack.ts'],
    // GitHub's parser imports its schemas as JSON without saying so: Vite can, Node cannot.
    server: { deps: { inline: [/@actions/] } },
  },
});
