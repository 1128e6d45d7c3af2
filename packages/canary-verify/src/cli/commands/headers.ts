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
  summary: 'do marked requests, and only they, reach the canary?',
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
  notes: `Each rule that goes by a header gives the marked request and near misses of it:
another case, a prefix, a list. --expect is the share of unmarked requests;
without it the rules say it. What they leave open is listed as not verified.
Exit codes: 0 matches, 1 differs, 2 undecided, 3 unmeasured, 4 wrong usage,
130 interrupted`,
  check: async (asked) => (await import('../run/headers.js')).checkHeaders(asked),
  run: async (asked) => (await import('../run/headers.js')).runHeaders(asked),
};
