import { shareFigure, wholeFigure } from '../text/figures.js';
import type { ArmVerdict, Verdict } from '../verdict/verdict.js';
import { markdownName, markdownTable } from './markdown-text.js';

/** More rows than this are left to the JSON report. */
const MOST_ROWS = 24;

/** A table of the addresses of the target's name; nothing if it has only one. */
export function markdownAddresses({ arms }: Verdict): string[] {
  const several = arms.length > 1;
  const rows = arms.flatMap(({ name, addresses }) =>
    addresses.map((one) => [...(several ? [markdownName(name)] : []), ...addressCells(one)]),
  );
  if (rows.length === 0) return [];
  const head = ['address', 'canary’s share', 'between', 'requests', 'failed'];
  const table = markdownTable(several ? ['kind of request', ...head] : head, rows.slice(0, MOST_ROWS), 4);
  const more = rows.length - MOST_ROWS;
  return more > 0 ? [table, `And ${wholeFigure(more)} more addresses.`] : [table];
}

function addressCells({
  address,
  share,
  interval,
  requests,
  failed,
}: ArmVerdict['addresses'][number]): string[] {
  return [
    markdownName(address),
    share === null ? '–' : shareFigure(share),
    interval === null ? '–' : interval.map(shareFigure).join(' and '),
    wholeFigure(requests),
    wholeFigure(failed),
  ];
}
