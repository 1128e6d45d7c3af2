import { wholeFigure } from '../../text/figures.js';
import { statusCounts } from '../../verdict/status-counts.js';
import type { ArmVerdict } from '../../verdict/verdict.js';
import { html, type Markup, NOTHING } from './escape.js';
import { dataTable } from './tables.js';

/** Responses that name no version, by HTTP status. Empty if all name one. */
export function statusTable({ statuses, requests }: ArmVerdict, id: string): Markup {
  const all = statusCounts(statuses);
  if (all.length === 0) return NOTHING;
  return dataTable({
    id,
    caption: 'Responses without a version',
    head: ['Status', 'Responses'],
    rows: all.map(({ status, responses }) => ({
      name: html`HTTP ${status}`,
      cells: [
        {
          text: html`${wholeFigure(responses)}`,
          bar: { part: responses / Math.max(1, requests), kind: 'other' },
        },
      ],
    })),
  });
}
