import type { Place } from '../haproxy/configuration/configuration.js';
import { lastLine, sectionOf } from './configured-lines.js';
import type { Pool } from './pools.js';
import type { Situation } from './situation.js';

/** The line that says how long HAProxy keeps what DNS no longer names: `hold obsolete`, `hold nx` for the last one. */
export function holdPlace(
  pool: Pool | undefined,
  what: 'obsolete' | 'nx',
  { known }: Situation,
): Place | null {
  const section = sectionOf(known.config, 'resolvers', pool?.configured?.resolvers ?? '');
  if (section === null) return null;
  return (lastLine(section, 'hold', what) ?? section).place;
}
