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
  summary: 'verifies again and again, with a line for each run',
  examples: [
    '--expect 10%',
    '--expect 10% --until-differs --confidence 99.9%',
    '--expect 10% --pause 5m --json >> decisions.ndjson',
    '--follow',
  ],
  usage: '--expect SHARE | --follow [options] [URL]',
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
  wording: {
    'max-requests': { help: 'maximum number of requests of a run' },
    'max-time': { help: 'maximum time of a run: 500ms, 30s, 2m' },
    json: { help: 'prints one JSON document per line' },
    quiet: { help: 'no progress line' },
  },
  notes: `Each run can be wrong: of many runs, some may be. --confidence 99.9% makes that
ten times rarer. The URL is http://localhost:48151/version by default.
Exit codes: 130 ended by Ctrl-C or SIGTERM, 1 a run differs (--until-differs),
4 wrong usage, 70 internal error or output that could not be written`,
  check: async (asked) => (await import('../run/watch.js')).checkWatch(asked),
  run: async (asked) => (await import('../run/watch.js')).runWatch(asked),
};
