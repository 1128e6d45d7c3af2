import { TRACKS, type Track } from '../../terms/track.js';
import { shareFigure, wholeFigure } from '../../text/figures.js';
import type { ArmVerdict } from '../../verdict/verdict.js';
import { expectationText } from '../words/expectation-text.js';
import { cut, html, type Markup } from './escape.js';
import { shareBar } from './share-bar.js';
import { dataTable, type Row } from './tables.js';
import { trackName, withVersions } from './tracks.js';

/** The responses by expected version, or by stable version and canary. */
export function originTable(arm: ArmVerdict, id: string): Markup {
  if (arm.shares.length > 0) return versionTable(arm, id);
  return dataTable({
    id,
    caption: 'Where the responses came from',
    head: ['Version', 'Responses', 'Share', 'Replicas'],
    rows: [...TRACKS.map((track) => trackRow(arm, track)), ...unidentifiedRow(arm)],
  });
}

function trackRow(arm: ArmVerdict, track: Track): Row {
  const total = arm.stable + arm.canary;
  const share = total === 0 ? 0 : arm[track] / total;
  const replicas = Object.values(arm.instances).filter((instance) => instance.track === track).length;
  return {
    name: trackName(arm, track),
    cells: [
      { text: html`${wholeFigure(arm[track])}` },
      { text: html`${shareFigure(share)}`, bar: { part: share, kind: track } },
      { text: html`${replicas === 0 ? '–' : wholeFigure(replicas)}` },
    ],
  };
}

/** The versions that could be the canary as well as not. */
function unidentifiedRow({ sides, unidentified }: ArmVerdict): Row[] {
  if (sides.unidentified.length === 0) return [];
  const name = withVersions('neither', sides.unidentified);
  return [
    { name, cells: [{ text: html`${wholeFigure(unidentified)}` }, { text: html`–` }, { text: html`–` }] },
  ];
}

function versionTable({ shares }: ArmVerdict, id: string): Markup {
  return dataTable({
    id,
    caption: 'Each version’s share against what is expected',
    head: ['Version', 'Responses', 'Share'],
    rows: shares.map((one) => {
      const expected = html`<span class="dim">expected ${expectationText({ kind: 'share', ...one.expected })}</span>`;
      const share = one.share === null ? 'nothing' : shareFigure(one.share);
      return {
        name: html`${cut(one.version)}`,
        cells: [
          { text: html`${wholeFigure(one.requests)}` },
          { text: html`${share}<br>${expected}${shareBar(one)}` },
        ],
      };
    }),
  });
}
