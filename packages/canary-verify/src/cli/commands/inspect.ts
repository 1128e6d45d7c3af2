import type { Command } from '../command.js';
import { ALWAYS } from '../flags/printed.js';
import { RUNNING } from '../flags/sources.js';
import { namesOf } from '../flags/table.js';

/** More files than anybody gives to HAProxy. */
const MOST_FILES = 100;

export const INSPECT: Command = {
  name: 'inspect',
  summary: "reads HAProxy's files: the header to insert, the shares",
  examples: [
    'haproxy.cfg',
    'haproxy.cfg --canary green --runtime /run/haproxy.sock',
    '/etc/haproxy/conf.d --json',
  ],
  usage: 'FILE [more files or folders] [options]',
  operand: { placeholder: 'FILE', most: MOST_FILES, kind: 'file' },
  flags: ['canary', 'stable', ...namesOf(RUNNING), 'json', ...namesOf(ALWAYS)],
  notes: `The canary is the backend or the servers called canary... or ...-v2. Variables
are those of this environment. Nothing is sent to what HAProxy serves.
Exit codes: 0 read, 4 wrong usage`,
  check: async (asked) => (await import('../run/inspect.js')).checkInspect(asked),
  run: async (asked) => (await import('../run/inspect.js')).runInspect(asked),
};
