import type { ExplainedInstance, ExplainedServer, Explanation } from '../../explain/explanation.js';
import { shareFigure, wholeFigure } from '../../text/figures.js';
import { printable } from '../../text/printable.js';

/** A terminal has so many columns. */
const WIDTH = 80;

/** More instances than this are summed up instead of listed. */
const MOST_INSTANCES = 40;

/** No text is cut to less than this. */
const LEAST_WIDTH = 6;

interface Column {
  /** The place of this column and those after it; null if it is the place of the column before. */
  place: string | null;
  heading: string;
  right: boolean;
  cells: string[];
}

/** The instances in the places that were asked, a line for each; a further line for each further HAProxy. */
export function instanceTable(explanation: Explanation): string[] {
  const { instances } = explanation;
  const shown = instances.slice(0, MOST_INSTANCES);
  if (shown.length === 0) return [];
  const lines = shown.flatMap(linesOf);
  const columns = columnsOf(explanation, lines);
  const widths = fitted(columns);
  const heading = rowOf(columns, widths, ({ heading }) => heading);
  const rows = lines.map((_, row) => rowOf(columns, widths, ({ cells }) => cells[row] ?? ''));
  const rest = instances.length - shown.length;
  return [places(columns, widths), heading, ...rows, ...(rest > 0 ? [`  and ${rest} more`] : [])];
}

/** One line of the table: what stands in front of a further HAProxy is left out. */
interface Line {
  instance: ExplainedInstance | null;
  server: ExplainedServer | null;
}

function linesOf(instance: ExplainedInstance): Line[] {
  const [first = null, ...others] = instance.haproxy;
  return [{ instance, server: first }, ...others.map((server) => ({ instance: null, server }))];
}

function columnsOf({ sources, traffic }: Explanation, lines: readonly Line[]): Column[] {
  const column =
    (heading: string, right: boolean, cell: (line: Line) => string) =>
    (place: string | null): Column => ({ place, heading, right, cells: lines.map(cell) });
  const several = sources.haproxy.length > 1;
  const text = (heading: string, cell: (line: Line) => string) => column(heading, false, cell);
  const figure = (heading: string, cell: (line: Line) => string) => column(heading, true, cell);
  const consul = [
    text('status', ({ instance }) => (instance === null ? '' : (instance.consul?.status ?? '-'))),
    figure('weight', ({ instance }) => String(instance?.consul?.weight ?? '')),
  ];
  const haproxy = [
    ...(several ? [text('', ({ server }) => numberOf(server, sources.haproxy))] : []),
    text('slot', ({ server }) => (server === null ? '-' : printable(server.slot))),
    text('state', ({ server }) => stateOf(server)),
    figure('weight', ({ server }) => String(server?.weight ?? '')),
    // Without responses in the statistics, as in TCP mode, sessions are all that is counted.
    figure('resp.', ({ server }) => (server === null ? '' : wholeFigure(server.answered ?? server.sessions))),
  ];
  const counts = [
    figure('resp.', ({ instance }) => trafficOf(instance, ({ requests }) => wholeFigure(requests))),
    figure('share', ({ instance }) => trafficOf(instance, ({ share }) => shareFigure(share))),
  ];
  const under = (place: string, made: readonly ((place: string | null) => Column)[]) =>
    made.map((make, index) => make(index === 0 ? place : null));
  return [
    ...under('', [text('replica', ({ instance }) => printable(instance?.instance ?? ''))]),
    ...(sources.consul === null ? [] : under('in Consul', consul)),
    ...(sources.haproxy.length === 0 ? [] : under('in HAProxy', haproxy)),
    ...(traffic === null ? [] : under('in traffic', counts)),
  ];
}

function stateOf(server: ExplainedServer | null): string {
  if (server === null) return '';
  return `${printable(server.state)}${server.backup ? ' backup' : ''}`;
}

/** The HAProxys are numbered in the order in which they were named. */
function numberOf(server: ExplainedServer | null, processes: Explanation['sources']['haproxy']): string {
  return server === null ? '' : `#${1 + processes.findIndex(({ source }) => source === server.source)}`;
}

function trafficOf(
  instance: ExplainedInstance | null,
  figure: (traffic: { requests: number; share: number }) => string,
): string {
  return instance === null || instance.traffic === null ? '' : figure(instance.traffic);
}

/** The widths of the columns: the widest texts are cut until a line fits. */
function fitted(columns: readonly Column[]): number[] {
  const widths = columns.map(({ heading, cells }) =>
    Math.max(heading.length, ...cells.map((cell) => cell.length)),
  );
  const total = () => widths.reduce((sum, width, index) => sum + width + gapBefore(columns[index]).length, 0);
  while (total() > WIDTH) {
    const texts = columns.map(({ right }, index) => (right ? 0 : (widths[index] ?? 0)));
    const widest = texts.indexOf(Math.max(...texts));
    if ((texts[widest] ?? 0) <= LEAST_WIDTH) break;
    widths[widest] = (texts[widest] ?? 0) - 1;
  }
  return widths;
}

function gapBefore(column: Column | undefined): string {
  return column?.place === null ? ' ' : '  ';
}

function rowOf(
  columns: readonly Column[],
  widths: readonly number[],
  cell: (column: Column) => string,
): string {
  const parts = columns.map((column, index) => {
    const width = widths[index] ?? 0;
    const text = printable(cell(column), Math.max(width, 1));
    return gapBefore(column) + (column.right ? text.padStart(width) : text.padEnd(width));
  });
  return parts.join('').trimEnd();
}

/** The row over the headings: which columns are about which place. */
function places(columns: readonly Column[], widths: readonly number[]): string {
  let row = '';
  let start = 0;
  for (const [index, column] of columns.entries()) {
    const gap = gapBefore(column).length;
    if (column.place !== null) row = row.padEnd(start + gap) + column.place;
    start += gap + (widths[index] ?? 0);
  }
  return row.trimEnd();
}
