import { type Command, ONE_URL } from '../command.js';
import { ASKED } from '../flags/asked.js';
import { ALWAYS } from '../flags/printed.js';
import { SETTINGS } from '../flags/settings.js';
import { SOURCES } from '../flags/sources.js';
import { namesOf } from '../flags/table.js';

export const EXPLAIN: Command = {
  name: 'explain',
  summary: 'compares Consul, HAProxy and the traffic',
  examples: [
    '--consul localhost:8500 --haproxy-stats localhost:9999',
    '--haproxy-stats /run/haproxy.sock --config haproxy.cfg',
    '--consul localhost:8500 http://shop.example/version',
  ],
  usage: '[--consul URL] [--haproxy-stats PLACE] [URL]',
  operand: { placeholder: ONE_URL.placeholder, most: 1, kind: 'url' },
  flags: [
    'consul',
    'services',
    ...namesOf(SOURCES),
    ...namesOf(ASKED),
    'connections',
    'rate',
    'max-requests',
    'max-time',
    'timeout',
    'json',
    ...namesOf(SETTINGS),
    ...namesOf(ALWAYS),
  ],
  wording: {
    consul: { help: 'Consul: its replicas, with their checks and weights' },
    'max-requests': { defaultText: '1000' },
    'max-time': { defaultText: '10s' },
    config: { help: "HAProxy's configuration, if it ends in .cfg; else an options file; repeatable" },
  },
  notes: `With a URL it also counts which replicas answer. Without a URL it sends no
requests.
Exit codes: 0 nothing is wrong, 1 something is wrong, 3 no source could be read,
4 wrong usage, 70 internal error or output that could not be written,
130 interrupted`,
  check: async (asked) => (await import('../run/explain.js')).checkExplain(asked),
  run: async (asked) => (await import('../run/explain.js')).runExplain(asked),
};
