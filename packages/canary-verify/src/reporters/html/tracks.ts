import type { Track } from '../../terms/track.js';
import { wholeFigure } from '../../text/figures.js';
import type { ArmVerdict } from '../../verdict/verdict.js';
import { sideName } from '../side-name.js';
import { cut, html, type Markup } from './escape.js';

/** The track with the versions that answered for it. */
export function trackName(arm: ArmVerdict, track: Track): Markup {
  const word = sideName(arm, track);
  // A version without a name goes by its track, which is the word.
  const versions = arm.sides[track].filter((version) => version !== track);
  return arm.shares.length > 0 ? html`${word}` : withVersions(word, versions);
}

/** A word and the versions that it stands for. */
export function withVersions(word: string, versions: readonly string[]): Markup {
  if (versions.length === 0) return html`${word}`;
  const more = versions.length - MOST_VERSIONS;
  const names = [...versions.slice(0, MOST_VERSIONS), ...(more > 0 ? [`${wholeFigure(more)} more`] : [])];
  return html`${word} <span class="dim">${cut(names.join(', '))}</span>`;
}

/** More versions than this are not named in a cell. */
const MOST_VERSIONS = 8;
