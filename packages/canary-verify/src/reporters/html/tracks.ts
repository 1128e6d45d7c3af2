import type { Track } from '../../terms/track.js';
import type { ArmVerdict } from '../../verdict/verdict.js';
import { cut, html, type Markup } from './escape.js';

/** The name of a track. If several versions are expected, the first counts as stable and the others as canary. */
export function trackWord({ shares: [first] }: ArmVerdict, track: Track): string {
  if (first === undefined) return track;
  return track === 'stable' ? cut(first.version, 40) : 'the others';
}

/** The track with the versions that answered for it. */
export function trackName(arm: ArmVerdict, track: Track): Markup {
  const word = trackWord(arm, track);
  const own = Object.values(arm.instances).filter((instance) => instance.track === track);
  const versions = [...new Set(own.map(({ version }) => version))].filter((version) => version !== null);
  if (arm.shares.length > 0 || versions.length === 0) return html`${word}`;
  return html`${word} <span class="dim">${cut(versions.join(', '))}</span>`;
}
