import type { VerdictCase } from './verdict-case.js';

/** What `init` prints. */
export const INIT_CASES: readonly VerdictCase[] = [
  {
    title: 'init: a new folder',
    given: 'There is no folder my-canary.',
    argv: ['init', 'my-canary'],
    proxy: null,
    // Makes the case run in a temporary folder.
    files: { 'notes.txt': '' },
  },
];
