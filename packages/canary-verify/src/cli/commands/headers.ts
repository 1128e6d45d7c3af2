import { type Command, ONE_URL } from '../command.js';
import { AMOUNT } from '../flags/amount.js';
import { ASKED } from '../flags/asked.js';
import { DERIVED } from '../flags/derived.js';
import { EXPECTED } from '../flags/expected.js';
import { ALWAYS, PRINTED } from '../flags/printed.js';
import { ROUTED } from '../flags/routed.js';
import { SETTINGS } from '../flags/settings.js';
import { SOURCES } from '../flags/sources.js';
import { namesOf } from '../flags/table.js';

export const HEADERS: Command = {
  name: 'headers',
  summary: 'verifies that marked requests alone reach the canary',
  examples: [
    '--config haproxy.cfg',
    '--config haproxy.cfg --leak 0.1% http://shop.example/',
    '--config haproxy.cfg --expect 10%',
    '--config haproxy.cfg --second-hop json:/credit/version',
    "--arm 'X-Canary: always => canary' --arm '=> stable'",
  ],
  usage: '--config HAPROXY.CFG [options] [URL]',
  operand: ONE_URL,
  flags: [
    ...namesOf(DERIVED),
    ...namesOf(EXPECTED),
    ...namesOf(ROUTED),
    ...namesOf(SOURCES),
    ...namesOf(ASKED).filter((name) => name !== 'location'),
    ...namesOf(AMOUNT),
    ...namesOf(PRINTED),
    ...namesOf(SETTINGS),
    ...namesOf(ALWAYS),
  ],
  wording: {
    expect: {
      help: 'share of the canary in unmarked requests: 10%; auto (from Consul or --config); without it the share by the rules',
    },
    leak: { help: 'the share of wrong answers to rule out, for each kind that only one version may answer' },
    'max-requests': { help: 'maximum number of requests of each kind' },
    config: { help: "HAProxy's configuration, if it ends in .cfg; else an options file; repeatable" },
  },
  notes: `Each rule about a header gives a marked request and near misses of it: another
case, a prefix, a list. What the rules leave open is listed as not verified.
The URL is http://localhost:48151/version by default.
Exit codes: 0 matches, 1 differs, 2 undecided, 3 unmeasured, 4 wrong usage,
70 internal error or output that could not be written, 130 interrupted`,
  check: async (asked) => (await import('../run/headers.js')).checkHeaders(asked),
  run: async (asked) => (await import('../run/headers.js')).runHeaders(asked),
};
