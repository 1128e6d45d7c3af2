import type { Explanation } from '../../explain/explanation.js';
import { counted, wholeFigure } from '../../text/figures.js';
import { type Colour, type Paint, painter } from '../../text/paint.js';
import { printable } from '../../text/printable.js';
import { wrapped } from '../../text/wrapped.js';
import { adviceOnCauses } from '../advice.js';
import { adviceBlocks } from '../advice-lines.js';
import { instanceTable } from './instance-table.js';

/** The explanation for people: what is wrong with what to do, then the table. 80 columns are enough. */
export function explanationText(explanation: Explanation, colours: boolean): string {
  const paint = painter(colours);
  const causes = adviceBlocks(
    adviceOnCauses(explanation.diagnosis),
    { first: '  - ', rest: '    ' },
    { paint, prefix: () => '', shown: () => [] },
  );
  const blocks = [
    [heading(explanation, paint), ...causes],
    instanceTable(explanation),
    evidence(explanation, paint),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

const HEADINGS: Record<Explanation['exitCode'], { sign: string; colour: Colour }> = {
  0: { sign: '✔', colour: 'green' },
  1: { sign: '✘', colour: 'red' },
  3: { sign: '!', colour: 'yellow' },
  130: { sign: '?', colour: 'yellow' },
};

function heading(explanation: Explanation, paint: Paint): string {
  const { sign, colour } = HEADINGS[explanation.exitCode];
  return paint(colour, paint('bold', `${sign} ${answer(explanation)}`));
}

function answer({ exitCode, diagnosis }: Explanation): string {
  if (exitCode === 3) return 'nothing could be read';
  if (exitCode === 130) return 'interrupted';
  return diagnosis.length === 0 ? 'nothing is wrong' : `${counted(diagnosis.length, 'problem')} found`;
}

/** The sources that were asked, and the traffic as a whole. */
function evidence({ sources, target, traffic }: Explanation, paint: Paint): string[] {
  const { consul, haproxy, config } = sources;
  const rows: [name: string, value: string][] = [
    ...haproxy.map((one, index): [string, string] => ['HAProxy', haproxyWords(one, index, haproxy.length)]),
    ...(consul === null ? [] : [['Consul', printable(consul)] as [string, string]]),
    ...config.map((file): [string, string] => ['config', printable(file)]),
    ...(traffic === null || target === null
      ? []
      : [['traffic', trafficWords(traffic, target)] as [string, string]]),
  ];
  return rows.map(
    ([name, value]) => `  ${paint('dim', name.padEnd(7))}  ${wrapped(value, ' '.repeat(11)).trimStart()}`,
  );
}

function haproxyWords(
  { source, version, pid }: Explanation['sources']['haproxy'][number],
  index: number,
  of: number,
): string {
  const which = [version, pid === null ? null : `pid ${pid}`]
    .filter((part) => part !== null)
    .map((part) => printable(part));
  return `${of > 1 ? `#${index + 1} ` : ''}${printable(source)}${which.length === 0 ? '' : ` (${which.join(', ')})`}`;
}

function trafficWords(
  { requests, stable, canary, unidentified, failed }: NonNullable<Explanation['traffic']>,
  target: string,
): string {
  const others = [
    ...(unidentified === 0 ? [] : [`${wholeFigure(unidentified)} of unknown version`]),
    ...(failed === 0 ? [] : [`${wholeFigure(failed)} failed`]),
  ];
  return `${counted(requests, 'request')} to ${printable(target)}: ${[`${wholeFigure(stable)} stable`, `${wholeFigure(canary)} canary`, ...others].join(', ')}`;
}
