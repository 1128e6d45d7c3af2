import { type Command, ONE_URL } from '../command.js';
import { ASKED } from '../flags/asked.js';
import { ALWAYS } from '../flags/printed.js';
import { SETTINGS } from '../flags/settings.js';
import { SOURCES } from '../flags/sources.js';
import { namesOf } from '../flags/table.js';

export const WAIT: Command = {
  name: 'wait',
  summary: 'waits until just the healthy replicas answer',
  examples: [
    '--replicas 9+4 --consul http://localhost:8500',
    '--replicas 9+1',
    '--consul localhost:8500 --max-time 2m https://shop.example',
  ],
  usage: '[--replicas 9+4] [--consul URL] [options] [URL]',
  operand: ONE_URL,
  flags: [
    'replicas',
    'consul',
    'services',
    ...namesOf(SOURCES),
    'arm',
    ...namesOf(ASKED),
    'connections',
    'rate',
    'max-time',
    'timeout',
    'json',
    'quiet',
    ...namesOf(SETTINGS),
    ...namesOf(ALWAYS),
  ],
  wording: {
    replicas: { help: 'stable and canary replicas to wait for' },
    consul: { help: 'Consul: its healthy replicas must answer, and no others' },
    'haproxy-stats': { help: 'a running HAProxy, which must route to each healthy replica; repeatable' },
    arm: {
      help: 'a kind of request to send instead of the unmarked one; repeatable',
    },
    'max-time': { help: 'maximum time to wait: 500ms, 30s, 2m', defaultText: '30s' },
    json: { help: 'prints one JSON document' },
    quiet: { help: 'no progress line' },
  },
  notes: `For the moment after a change: a start, a scaling, a new configuration.
With --consul alone it waits for the replicas that are healthy when it looks;
--replicas says how many there must be.
Exit codes: 0 they answer, 2 the time was up, 4 wrong usage,
70 internal error or output that could not be written, 130 interrupted`,
  check: async (asked) => (await import('../run/wait.js')).checkWait(asked),
  run: async (asked) => (await import('../run/wait.js')).runWait(asked),
};
