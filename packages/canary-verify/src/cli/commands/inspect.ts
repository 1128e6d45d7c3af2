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
    'haproxy.cfg https://shop.example/cart',
    'haproxy.cfg --canary green --runtime /run/haproxy.sock',
    '/etc/haproxy/conf.d --json',
  ],
  usage: 'FILE [more files or folders] [URL] [options]',
  operand: { placeholder: 'FILE', most: MOST_FILES, kind: 'file' },
  flags: ['header', 'method', 'canary', 'stable', ...namesOf(RUNNING), 'json', ...namesOf(ALWAYS)],
  wording: {
    header: { help: "a header that each request has, 'Name: value'; repeatable" },
    method: { help: 'method of the requests', defaultText: 'GET' },
    canary: {
      help: "name of the canary's backend, servers or server",
      defaultText: 'canary..., or the higher version',
    },
    stable: { help: "name of the stable version's backend or servers" },
  },
  notes: `Without a URL each address, host and path that the rules tell apart is told.
Environment variables in the files are read from your shell. No requests are
sent to the services.
Exit codes: 0 read, 4 wrong usage, 70 internal error or output that could not be
written, 130 interrupted`,
  check: async (asked) => (await import('../run/inspect.js')).checkInspect(asked),
  run: async (asked) => (await import('../run/inspect.js')).runInspect(asked),
};
