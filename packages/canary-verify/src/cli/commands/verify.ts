import { type Command, ONE_URL } from '../command.js';
import { AMOUNT } from '../flags/amount.js';
import { ASKED } from '../flags/asked.js';
import { EXPECTED } from '../flags/expected.js';
import { ALWAYS, PRINTED } from '../flags/printed.js';
import { ROUTED } from '../flags/routed.js';
import { SETTINGS } from '../flags/settings.js';
import { SOURCES } from '../flags/sources.js';
import { namesOf } from '../flags/table.js';

/** The command that is meant when none is named. */
export const VERIFY: Command = {
  name: 'verify',
  summary: "verifies the canary's share with real requests",
  examples: [
    '--expect 10%',
    '--expect 5% https://shop.example/version',
    "--arm 'X-Canary: always => canary' --arm '=> stable'",
    '--expect 10% --by status --path /messages/count',
  ],
  usage: '--expect SHARE [options] [URL]',
  operand: ONE_URL,
  flags: [
    ...namesOf(EXPECTED),
    ...namesOf(ROUTED),
    ...namesOf(SOURCES),
    ...namesOf(ASKED),
    ...namesOf(AMOUNT),
    ...namesOf(PRINTED),
    ...namesOf(SETTINGS),
    ...namesOf(ALWAYS),
  ],
  wording: { 'max-requests': { help: 'maximum requests per --arm' } },
  notes: `The URL is http://localhost:48151/version by default.
Exit codes: 0 matches, 1 differs, 2 undecided, 3 unmeasured, 4 wrong usage,
70 internal error or output that could not be written, 130 interrupted`,
  check: async (asked) => (await import('../run/verify.js')).checkVerify(asked),
  run: async (asked) => (await import('../run/verify.js')).runVerify(asked),
};
