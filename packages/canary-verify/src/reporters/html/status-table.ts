import { wholeFigure } from '../../text/figures.js';
import type { ArmVerdict } from '../../verdict/verdict.js';
import { html, type Markup, NOTHING } from './escape.js';
import { dataTable } from './tables.js';

/** Responses that name no version, by HTTP status. Empty if all name one. */
export function statusTable({ statuses, requests }: ArmVerdict, id: string): Markup {
  const all = Object.entries(statuses).sort(([, one], [, other]) => other - one);
  if (all.length === 0) return NOTHING;
  return dataTable({
    id,
    caption: 'Responses without a version',
    head: ['Status', 'Responses'],
    rows: all.map(([status, count]) => ({
      name: html`HTTP ${status}`,
      cells: [
        { text: html`${wholeFigure(count)}`, bar: { part: count / Math.max(1, requests), kind: 'other' } },
      ],
    })),
  });
}
