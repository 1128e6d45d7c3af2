import type { Percentiles } from '../../tally/health-figures.js';
import { TRACKS } from '../../terms/track.js';
import { millisecondsFigure } from '../../text/figures.js';
import type { ArmVerdict } from '../../verdict/verdict.js';
import { behind, comparedWords } from '../health-words.js';
import { sideName } from '../side-name.js';
import { html, type Markup, NOTHING } from './escape.js';
import { type Cell, dataTable, type Row } from './tables.js';

/** How fast the two versions answered; all bars are on one scale. */
export function latencyTable(arm: ArmVerdict, id: string, confidence: number): Markup {
  if (arm.health === null) return NOTHING;
  const { latency, worseRatio } = arm.health;
  const { stable, canary } = latency;
  if (stable === null || canary === null) return NOTHING;
  const most = Math.max(stable.max, canary.max);
  const compared = comparedWords(latency.verdict, { what: 'latency', worseRatio, confidence });
  const row = (name: string, key: keyof Percentiles): Row => ({
    name: html`${name}`,
    cells: TRACKS.map((track): Cell => {
      const value = { stable, canary }[track][key];
      return {
        text: html`${millisecondsFigure(value)} ms`,
        bar: { part: most > 0 ? value / most : 0, kind: track },
      };
    }),
  });
  const table = dataTable({
    id,
    caption: `Time to the whole response${behind(compared)}`,
    head: ['Within it', ...TRACKS.map((track) => sideName(arm, track))],
    rows: [
      row('50 % (p50)', 'p50'),
      row('90 % (p90)', 'p90'),
      row('99 % (p99)', 'p99'),
      row('all (max)', 'max'),
    ],
  });
  return html`<h3>Latency</h3>
${table}`;
}
