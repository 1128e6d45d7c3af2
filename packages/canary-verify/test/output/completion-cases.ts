import type { VerdictCase } from './verdict-case.js';

/** What `completion` prints. */
export const COMPLETION_CASES: readonly VerdictCase[] = [
  {
    title: 'completion: fish',
    given: 'The shell fish. The scripts for bash and zsh are written in the same way.',
    argv: ['completion', 'fish'],
    proxy: null,
  },
];
