import type { Command } from '../command.js';
import { COMPLETION } from './completion.js';
import { EXPLAIN } from './explain.js';
import { HEADERS } from './headers.js';
import { INIT } from './init.js';
import { INSPECT } from './inspect.js';
import { ROLLOUT } from './rollout.js';
import { SHARE } from './share.js';
import { VERIFY } from './verify.js';
import { WAIT } from './wait.js';
import { WATCH } from './watch.js';

/** The commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  VERIFY,
  HEADERS,
  INSPECT,
  EXPLAIN,
  SHARE,
  ROLLOUT,
  WAIT,
  WATCH,
  INIT,
  COMPLETION,
];

/** The one that is meant when none is named. */
export { VERIFY as IMPLIED } from './verify.js';
