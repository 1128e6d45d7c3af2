import { shareFigure } from '../../../text/figures.js';
import { printable } from '../../../text/printable.js';
import { wrapped } from '../../../text/wrapped.js';
import type { Destination } from '../../routing/rules/rules.js';
import type { ServedShare, UnmarkedRequest } from '../inspection.js';
import { decidedFurther } from '../served-shares.js';
import { whyNoShare } from './share-text.js';
import type { Telling } from './telling.js';

/** The backends of requests without a mark, one line each, under a title. */
export function servedLines(
  { deduction, served, canaryShare }: UnmarkedRequest,
  title: string,
  telling: Telling,
): string[] {
  const [first] = deduction.unknown;
  if (first !== undefined) {
    const why = `${telling.placeText(first.place)}: ${printable(first.why, 200)}`;
    return ['', wrapped(`${title} go where cannot be told. ${why}.`, '  ')];
  }
  const ends = deduction.destinations.flatMap(({ destination, share }) =>
    destination.kind === 'backend' || destination.kind === 'server'
      ? []
      : [{ figure: shareFigure(share), text: endText(destination) }],
  );
  const known = served.filter(({ share }) => share !== null);
  const none = canaryShare === 0 && served.length > 0 && !served.some(({ canary }) => canary);
  const rows = [
    ...known.map((one) => row(shareFigure(one.share ?? 0), servedText(one))),
    ...ends.map(({ figure, text }) => row(figure, text)),
    ...(none ? [row(shareFigure(0), 'the canary')] : []),
    ...openRows(served, telling),
    ...furtherRows(served),
    ...keptRows(served, telling),
  ];
  return ['', wrapped(`${title}:`, '  '), ...rows];
}

function row(figure: string, text: string): string {
  return wrapped(text, `  ${figure.padStart(10)}  `, ' '.repeat(14));
}

function servedText({ backend, servers, canary }: ServedShare): string {
  const part = servers === null ? '' : `servers ${printable(servers)} of `;
  return `${part}backend ${printable(backend)}${canary ? ', the canary' : ''}`;
}

/** The shares that cannot be told, with the reason, one row per backend. */
function openRows(served: readonly ServedShare[], { inspection }: Telling): string[] {
  const open = served.filter(({ share }) => share === null);
  if (open.length === 0) return [];
  return inspection.backends
    .filter(({ name }) => open.some(({ backend }) => backend === name))
    .map((pool) => {
      const parts = open.filter(({ backend }) => backend === pool.name);
      const names = parts.flatMap(({ servers, canary }) =>
        servers === null ? [] : [`${printable(servers)}${canary ? ' (the canary)' : ''}`],
      );
      const of = names.length === 0 ? '' : `: ${names.join(', ')}`;
      return row('?', `backend ${printable(pool.name)}${of}. ${whyNoShare(pool)}`);
    });
}

/** HAProxy speaks to itself: the rules behind are another frontend's. */
function furtherRows(served: readonly ServedShare[]): string[] {
  return decidedFurther(served).map(({ backend, leadsOn }) => {
    const frontends = leadsOn.map((name) => printable(name)).join(', ');
    return row(
      '?',
      `the canary: backend ${printable(backend)} leads on to ${frontends}, whose own rules decide; see there.`,
    );
  });
}

function endText(destination: Exclude<Destination, { kind: 'backend' | 'server' }>): string {
  if (destination.kind === 'unserved')
    return `backend ${printable(destination.backend)}, which has no server that takes requests: ${answerText(destination.status)}`;
  return `no backend: ${answerText(destination.status)}`;
}

/** Null: the files have a page that says which, or a service. */
function answerText(status: number | null): string {
  if (status === null) return 'HAProxy answers by itself, with a status that is not told here';
  return status === 0 ? 'HAProxy gives up the connection without an answer' : `HAProxy answers ${status}`;
}

/** Shares are those of new clients; a table keeps the others, and one machine is one client to most of them. */
function keptRows(served: readonly ServedShare[], { inspection }: Telling): string[] {
  const shared = new Set(served.flatMap(({ backend, share }) => (share === 1 ? [] : [backend])));
  if (shared.size === 0) return [];
  return inspection.backends
    .filter(({ name }) => shared.has(name))
    .flatMap(({ stickiness }) => stickiness.filter(({ kind }) => kind === 'stick-table'))
    .map(({ key }) =>
      row('', `So for new clients: whoever has the same ${printable(key, 60)} stays with a server.`),
    );
}
