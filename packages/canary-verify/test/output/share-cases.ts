import { replicas } from './fake-proxy.js';
import type { VerdictCase } from './verdict-case.js';

/** The share stands in a file, which two commands set and get. */
const IN_A_FILE = ['--set-command', 'echo {share} > share.txt', '--get-command', 'cat share.txt'];

/** What `share` prints. */
export const SHARE_CASES: readonly VerdictCase[] = [
  {
    title: 'share: set, read back and verified',
    given: 'Nine stable replicas and one canary, in turn. The share stands in a file.',
    argv: ['share', '10%', ...IN_A_FILE],
    proxy: () => replicas(9, 1),
    files: { 'share.txt': '1' },
  },
  {
    title: 'share: set, but the traffic does not follow',
    given: 'Nine stable replicas and one canary, in turn, whatever the file says.',
    argv: ['share', '50%', ...IN_A_FILE],
    proxy: () => replicas(9, 1),
    files: { 'share.txt': '10' },
  },
  {
    title: 'share: the share that stands there',
    given: 'The share stands in a file.',
    argv: ['share', ...IN_A_FILE],
    proxy: null,
    files: { 'share.txt': '10' },
  },
  {
    title: 'share: it cannot be read',
    given: 'There is no such file.',
    argv: ['share', '10%', ...IN_A_FILE],
    proxy: null,
    files: { 'notes.txt': '' },
  },
];
