import type { Place } from '../../haproxy/index.js';
import { resolversOf } from './configuration-view.js';
import type { Pool } from './pools.js';
import type { Situation } from './situation.js';

/** The line that says how long HAProxy keeps what DNS no longer names: `hold obsolete`, `hold nx` for the last one. */
export function holdPlace(
  pool: Pool | undefined,
  reason: 'obsolete' | 'nx',
  { known }: Situation,
): Place | null {
  const resolvers = resolversOf(known.config, pool?.configured ?? null);
  return resolvers === null ? null : (resolvers.hold[reason].place ?? resolvers.place);
}
