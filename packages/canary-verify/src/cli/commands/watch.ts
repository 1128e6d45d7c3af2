import { type Command, ONE_URL } from '../command.js';
import { AMOUNT } from '../flags/amount.js';
import { ASKED } from '../flags/asked.js';
import { EXPECTED } from '../flags/expected.js';
import { ALWAYS } from '../flags/printed.js';
import { SETTINGS } from '../flags/settings.js';
import { SOURCES } from '../flags/sources.js';
import { namesOf } from '../flags/table.js';
import { WATCHED } from '../flags/watched.js';

export const WATCH: Command = {
  name: 'watch',
  summary: 'verifies again and again, a line for each decision',
  examples: [
    '--expect 10%',
    '--expect 10% --until-differs --confidence 99.9%',
    '--expect 10% --pause 5m --json >> decisions.ndjson',
  ],
  usage: '--expect SHARE [options] [URL]',
  operand: ONE_URL,
  flags: [
    ...namesOf(EXPECTED),
    ...namesOf(SOURCES),
    ...namesOf(ASKED),
    ...namesOf(AMOUNT),
    ...namesOf(WATCHED),
    'json',
    'quiet',
    ...namesOf(SETTINGS),
    ...namesOf(ALWAYS),
  ],
  notes: `Each decision is a run of its own, with its own error rate: of many, one may be
wrong. --confidence 99.9% makes that ten times rarer. With --json each line is a
verdict. Ctrl-C or SIGTERM ends it with what was learnt.
Exit codes: 130 then, 1 --until-differs, 4 wrong usage`,
  check: async (asked) => (await import('../run/watch.js')).checkWatch(asked),
  run: async (asked) => (await import('../run/watch.js')).runWatch(asked),
};
