import type { Track } from '../terms/track.js';
import { printable } from '../text/printable.js';
import type { ArmVerdict } from '../verdict/verdict.js';

/** More versions than this go without their names. */
const MOST_NAMED = 3;

/** "stable" or "canary"; where several versions are expected the first one, or the others together: "v2 + v3". */
export function sideName({ shares }: Pick<ArmVerdict, 'shares'>, track: Track): string {
  const [first, ...others] = shares;
  if (first === undefined) return track;
  if (track === 'stable') return printable(first.version, 40);
  return others.length > MOST_NAMED
    ? 'the others'
    : others.map(({ version }) => printable(version, 24)).join(' + ');
}
