import type { Command } from '../command.js';
import { ALWAYS } from '../flags/printed.js';
import { namesOf } from '../flags/table.js';

export const INIT: Command = {
  name: 'init',
  summary: 'writes a project: topology, suite, CI job',
  examples: ['my-canary', '.'],
  usage: '[FOLDER]',
  operand: { placeholder: 'FOLDER', most: 1, kind: 'file', defaultText: '.' },
  flags: namesOf(ALWAYS),
  notes: `Writes a compose file (Consul, HAProxy, 4 stable replicas, 1 canary), HAProxy's
configurations by replicas and by header, a suite for Vitest, and a job for
GitHub. Files that are there are never overwritten: then nothing is written.
Exit codes: 0 written, 4 wrong usage, 70 internal error or a file that could not
be written`,
  run: async (asked) => (await import('../run/init.js')).runInit(asked),
};
