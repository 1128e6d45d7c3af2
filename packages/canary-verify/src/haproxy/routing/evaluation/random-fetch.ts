import type { Phase } from '../rules/rules.js';
import { doubtExpression } from './asking.js';
import { uniform } from './distribution.js';
import { drawn } from './draws.js';
import type { Fetch } from './header-fetches.js';
import { int } from './sample-value.js';

const HTTP_PHASES: ReadonlySet<Phase> = new Set([
  'monitor',
  'http-request',
  'stats',
  'redirect',
  'use_backend',
  'persist',
  'use-server',
]);

/** A number of chance (`rand`). */
export const random: Fetch = ([argument], asking) => {
  // Before HTTP is read, HAProxy asks once a connection, or again and again until the inspect delay is over. Backends are
  // chosen once.
  if (!HTTP_PHASES.has(asking.phase))
    return [doubtExpression(asking, 'how often this draws is not known here', true)];
  const most = argument === undefined || argument === '' ? 2 ** 32 : Number(argument);
  if (!/^\d{0,10}$/.test(argument ?? '') || most > 2 ** 32)
    return [doubtExpression(asking, 'its range is not understood here', true)];
  return [most <= 1 ? int(0) : drawn(asking.message, uniform(most))];
};
