import type { Command } from '../command.js';
import { ALWAYS } from '../flags/printed.js';
import { RUNNING } from '../flags/sources.js';
import { namesOf } from '../flags/table.js';

/** More files than anybody gives to HAProxy. */
const MOST_FILES = 100;

export const INSPECT: Command = {
  name: 'inspect',
  summary: "reads HAProxy's files: the routing header, the shares",
  examples: [
    'haproxy.cfg',
    'haproxy.cfg --canary green --runtime /run/haproxy.sock',
    '/etc/haproxy/conf.d --json',
  ],
  usage: 'FILE [more files or folders] [options]',
  operand: { placeholder: 'FILE', most: MOST_FILES, kind: 'file' },
  flags: ['canary', 'stable', ...namesOf(RUNNING), 'json', ...namesOf(ALWAYS)],
  wording: {
    canary: { help: "name of the canary's backend or servers", defaultText: 'canary... or ...-v2' },
    stable: { help: "name of the stable version's backend or servers" },
  },
  notes: `Environment variables in the files are read from your shell. No requests are
sent to the services.
Exit codes: 0 read, 4 wrong usage, 70 internal error or output that could not be
written, 130 interrupted`,
  check: async (asked) => (await import('../run/inspect.js')).checkInspect(asked),
  run: async (asked) => (await import('../run/inspect.js')).runInspect(asked),
};
