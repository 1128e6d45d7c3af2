import type { Command } from '../command.js';
import { ACTUATORS } from '../flags/actuators.js';
import { AMOUNT } from '../flags/amount.js';
import { ASKED } from '../flags/asked.js';
import { ALWAYS, PRINTED } from '../flags/printed.js';
import { SETTINGS } from '../flags/settings.js';
import { SOURCES } from '../flags/sources.js';
import { namesOf } from '../flags/table.js';
import { refuseWithoutEffect } from '../share-words.js';

export const SHARE: Command = {
  name: 'share',
  summary: "sets the canary's share, reads it back and verifies it",
  examples: [
    '10% --map maps/percent.map --haproxy-stats localhost:9999',
    '10% --weights shop/canary- --haproxy-stats /run/lb.sock',
    "10% --set-command './set {share}' --get-command ./get",
    '--map maps/percent.map --haproxy-stats localhost:9999',
  ],
  usage: '[SHARE] --map MAP --haproxy-stats PLACE [URL]',
  operand: {
    placeholder: 'SHARE and URL',
    most: 2,
    kind: 'share and url',
    defaultText: 'http://localhost:48151/version',
  },
  flags: [
    ...namesOf(ACTUATORS),
    ...namesOf(SOURCES),
    'replicas',
    'consul',
    'services',
    'tolerance',
    'leak',
    'confidence',
    ...namesOf(ASKED),
    ...namesOf(AMOUNT),
    ...namesOf(PRINTED),
    ...namesOf(SETTINGS),
    ...namesOf(ALWAYS),
  ],
  wording: {
    'haproxy-stats': {
      help: 'runtime socket of a HAProxy, of level admin: a path, or HOST:PORT; give each that carries the traffic; repeatable',
    },
    quiet: { help: 'no progress line, no forecast, and no word of what was set' },
  },
  notes: `The share goes into all places or into none. A share that they cannot hold
within the tolerance is refused before anything is changed.
Without SHARE it prints the share that stands there and sends no requests.
Exit codes: 0 matches, 1 differs, 2 undecided, 3 unmeasured, or the share could
not be read or set, 4 wrong usage, 70 internal error or output that could not be
written, 130 interrupted. Without SHARE: 0 all places agree, 1 they do not`,
  refuse: refuseWithoutEffect,
  check: async (asked) => (await import('../run/share.js')).checkShare(asked),
  run: async (asked) => (await import('../run/share.js')).runShare(asked),
};
