import { shareFigure } from '../../../text/figures.js';
import { printable } from '../../../text/printable.js';
import { wrapped } from '../../../text/wrapped.js';
import type { Destination } from '../../routing/rules/rules.js';
import type { InspectedFrontend, ServedShare } from '../inspection.js';
import { whyNoShare } from './share-text.js';
import type { Telling } from './telling.js';

/** The backends of requests without a mark, one line each. */
export function servedLines(frontend: InspectedFrontend, telling: Telling): string[] {
  const { unmarked, marks } = frontend;
  const { deduction, served, canaryShare } = unmarked;
  const without = marks.length === 0 ? 'Requests for /version' : 'Requests for /version without it';
  const [first] = deduction.unknown;
  if (first !== undefined) {
    const why = `${telling.placeText(first.place)}: ${printable(first.why, 200)}`;
    return ['', wrapped(`${without} go where cannot be told. ${why}.`, '  ')];
  }
  const ends = deduction.destinations.flatMap(({ destination, share }) =>
    destination.kind === 'backend' ? [] : [{ figure: shareFigure(share), text: endText(destination) }],
  );
  const known = served.filter(({ share }) => share !== null);
  const none = canaryShare === 0 && served.length > 0 && !served.some(({ canary }) => canary);
  const rows = [
    ...known.map((one) => row(shareFigure(one.share ?? 0), servedText(one))),
    ...ends.map(({ figure, text }) => row(figure, text)),
    ...(none ? [row(shareFigure(0), 'the canary')] : []),
    ...openRows(served, telling),
  ];
  return ['', `  ${without}:`, ...rows, ...runningLines(frontend, telling)];
}

/** The same by the weights and states of running processes, where the files alone do not tell. */
function runningLines({ name, unmarked }: InspectedFrontend, { inspection }: Telling): string[] {
  if (unmarked.served.every(({ share }) => share !== null)) return [];
  return inspection.running.flatMap(({ source, frontends }) => {
    const served = frontends.find((one) => one.name === name)?.served ?? [];
    const known = served.filter(({ share }) => share !== null);
    const rows = known.map((one) => row(shareFigure(one.share ?? 0), servedText(one)));
    return rows.length === 0 ? [] : ['', `  As ${printable(source, 60)} runs now:`, ...rows];
  });
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

function endText(destination: Exclude<Destination, { kind: 'backend' }>): string {
  if (destination.kind === 'nowhere') return 'no backend: HAProxy answers 503';
  return destination.status === 0
    ? 'no backend: HAProxy closes the connection'
    : `no backend: HAProxy answers ${destination.status}`;
}
