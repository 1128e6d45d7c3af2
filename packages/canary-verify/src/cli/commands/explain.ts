import { type Command, ONE_URL } from '../command.js';
import { ASKED } from '../flags/asked.js';
import { ALWAYS } from '../flags/printed.js';
import { SETTINGS } from '../flags/settings.js';
import { SOURCES } from '../flags/sources.js';
import { namesOf } from '../flags/table.js';

export const EXPLAIN: Command = {
  name: 'explain',
  summary: 'names what is wrong: Consul, HAProxy, the traffic',
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
  notes: `With a URL it also counts where the responses come from (1,000 requests, 10 s at
most); without one it sends none.
Exit codes: 0 nothing is wrong, 1 something is, 3 no source could be read,
4 wrong usage, 130 interrupted`,
  check: async (asked) => (await import('../run/explain.js')).checkExplain(asked),
  run: async (asked) => (await import('../run/explain.js')).runExplain(asked),
};
