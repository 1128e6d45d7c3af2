import type { TrafficFigures } from '../follow/traffic-figures.js';
import { TRACKS, type Track } from '../terms/track.js';
import { counted, shareFigure, wholeFigure } from '../text/figures.js';
import { printable } from '../text/printable.js';
import { gapText } from './words/gap-text.js';

/** More versions of a track than this are counted instead of named. */
const MOST_VERSIONS = 3;

/** The figures of a second in one line, fit for a log: when, the share, and how much each version and its replicas answered. */
export function followLine(figures: TrafficFigures, at: Date): string {
  const { share, interval, failed, unidentified, blocked } = figures;
  const parts =
    blocked === null
      ? [
          share === null || interval === null
            ? 'canary unknown'
            : `canary ${shareFigure(share).padStart(8)} (${interval.map(shareFigure).join(' to ')})`.padEnd(
                38,
              ),
          ...TRACKS.map((track) => trackWords(figures, track)),
          unidentified > 0 ? `${wholeFigure(unidentified)} of unknown version` : '',
          failed > 0 ? `${wholeFigure(failed)} failed` : '',
        ]
      : [gapText(blocked).says];
  return `${at.toISOString().slice(0, 19)}Z  ${parts.filter((part) => part !== '').join('  ')}\n`;
}

/** "stable 1.0.0: 90 from 9 replicas". */
function trackWords(figures: TrafficFigures, track: Track): string {
  const count = figures[track];
  if (count === 0) return `${track} none`;
  const own = Object.entries(figures.versions).filter(([, version]) => version.track === track);
  const names = own.slice(0, MOST_VERSIONS).map(([name]) => printable(name, 24));
  const more = own.length > MOST_VERSIONS ? [`${own.length - MOST_VERSIONS} more`] : [];
  const named = names.length === 1 && names[0] === track ? '' : ` ${[...names, ...more].join(', ')}`;
  const replicas = Object.values(figures.replicas).filter((replica) => replica.track === track).length;
  return `${track}${named}: ${wholeFigure(count)}${replicas === 0 ? '' : ` from ${counted(replicas, 'replica')}`}`;
}
