import { counted, wholeFigure } from '../../text/figures.js';
import type { ArmVerdict, InstanceCount } from '../../verdict/verdict.js';
import { cut, html, type Markup, NOTHING } from './escape.js';
import { dataTable, type Row } from './tables.js';

/** More replicas than this are summed up in one row. */
const MOST_REPLICAS = 100;

/** Requests per replica, those with most first. */
export function replicaTable(arm: ArmVerdict, id: string): Markup {
  const all = Object.entries(arm.instances).sort(([, one], [, other]) => other.count - one.count);
  if (all.length === 0) return NOTHING;
  const most = Math.max(1, ...all.slice(0, 1).map(([, { count }]) => count));
  const rest = all.slice(MOST_REPLICAS);
  const table = dataTable({
    id,
    caption: `Requests answered by ${counted(all.length, 'replica')}`,
    head: ['Replica', 'Version', 'Requests'],
    rows: [
      ...all.slice(0, MOST_REPLICAS).map((one) => replicaRow(one, most)),
      ...(rest.length > 0 ? [restRow(rest)] : []),
    ],
  });
  return html`<h3>Replicas</h3>
${table}`;
}

function replicaRow([name, { track, version, count }]: [string, InstanceCount], most: number): Row {
  const origin = [track, version].filter((part) => part !== null);
  return {
    name: html`${cut(name)}`,
    cells: [
      { text: html`${cut(origin.join(' ') || 'unknown')}`, words: true },
      { text: html`${wholeFigure(count)}`, bar: { part: count / most, kind: track ?? 'other' } },
    ],
  };
}

function restRow(rest: readonly [string, InstanceCount][]): Row {
  const sum = rest.reduce((total, [, { count }]) => total + count, 0);
  return {
    name: html`${counted(rest.length, 'more replica')}`,
    cells: [{ text: html`together`, words: true }, { text: html`${wholeFigure(sum)}` }],
  };
}
