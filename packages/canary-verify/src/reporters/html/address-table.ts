import { shareFigure, wholeFigure } from '../../text/figures.js';
import type { ArmVerdict } from '../../verdict/verdict.js';
import { cut, html, type Markup, NOTHING } from './escape.js';
import { dataTable, type Row } from './tables.js';

/** More addresses than this are left to the JSON report. */
const MOST_ADDRESSES = 100;

/** Requests and the canary's share by address, if there are several. */
export function addressTable({ addresses }: ArmVerdict, id: string): Markup {
  if (addresses.length === 0) return NOTHING;
  const table = dataTable({
    id,
    caption: 'The canary’s share at each address',
    head: ['Address', 'Share', 'Between', 'Requests', 'Failed', 'Stable', 'Canary'],
    rows: addresses.slice(0, MOST_ADDRESSES).map(addressRow),
  });
  return html`<h3>Addresses</h3>
${table}`;
}

function addressRow({
  address,
  requests,
  failed,
  stable,
  canary,
  share,
  interval,
}: ArmVerdict['addresses'][0]): Row {
  const figures = [requests, failed, stable, canary].map((figure) => ({
    text: html`${wholeFigure(figure)}`,
  }));
  const between = interval === null ? '–' : interval.map(shareFigure).join(' and ');
  return {
    name: html`${cut(address)}`,
    cells: [
      share === null
        ? { text: html`–` }
        : { text: html`${shareFigure(share)}`, bar: { part: share, kind: 'canary' } },
      { text: html`${between}` },
      ...figures,
    ],
  };
}
