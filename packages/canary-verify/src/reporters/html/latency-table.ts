import type { Percentiles } from '../../tally/health-figures.js';
import { TRACKS } from '../../terms/track.js';
import { millisecondsFigure } from '../../text/figures.js';
import type { ArmVerdict } from '../../verdict/verdict.js';
import { html, type Markup, NOTHING } from './escape.js';
import { type Cell, dataTable, type Row } from './tables.js';
import { trackWord } from './tracks.js';

/** How fast the two versions answered; all bars are on one scale. */
export function latencyTable(arm: ArmVerdict, id: string): Markup {
  const { stable = null, canary = null } = arm.health?.latency ?? {};
  if (stable === null || canary === null) return NOTHING;
  const most = Math.max(stable.max, canary.max);
  const verdict = arm.health?.latency.verdict;
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
    caption: `Time to the whole response${verdict === undefined || verdict === 'undecided' ? '' : `: canary ${verdict}`}`,
    head: ['Within it', ...TRACKS.map((track) => trackWord(arm, track))],
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
