import { printable } from '../printable.js';
import type { ArmVerdict, Verdict } from '../verdict.js';
import { expectedText, SIGNS } from '../verdict-text.js';
import { counted, shareFigure, wholeFigure } from './figures.js';

/** The answer for several arms together. */
export function armsSentence({ verdict, arms, interrupted }: Verdict): string {
  const wrong = arms.filter((arm) => arm.verdict === verdict).length;
  const all = `${counted(arms.length, 'kind')} of request`;
  const words: Record<Verdict['verdict'], string> = {
    matches: `all ${all} go where they should`,
    differs: `${wrong} of ${all} ${wrong === 1 ? 'does' : 'do'} not go where ${wrong === 1 ? 'it' : 'they'} should`,
    undecided: `${wrong} of ${all} ${wrong === 1 ? 'is' : 'are'} not decided`,
    unmeasured: `${wrong} of ${all} could not be measured`,
  };
  return words[verdict] + (interrupted ? ' (interrupted)' : '');
}

/** Each arm in a line, below the line of the configuration that it is about; 80 columns are enough. */
export function armList(arms: readonly ArmVerdict[]): string[] {
  return arms.flatMap((arm, index) => {
    const place = placeOf(arm);
    const before = index === 0 ? null : placeOf(arms[index - 1] as ArmVerdict);
    const heading = place !== before && place !== null ? [`  ${printable(place, 76)}`] : [];
    return [...heading, ...armRows(arm)];
  });
}

function placeOf({ rule }: ArmVerdict): string | null {
  return rule === null ? null : `${rule.file}:${rule.line}`;
}

/** Where the columns begin. */
const NAME = 41;
const EXPECTED = 22;

function armRows(arm: ArmVerdict): string[] {
  const name = printable(arm.name, 74);
  const row = `  ${SIGNS[arm.verdict]} ${name.padEnd(NAME)} ${expectedWords(arm).padEnd(EXPECTED)} ${wholeFigure(arm.requests).padStart(9)}`;
  const rows =
    name.length <= NAME
      ? [row]
      : [`  ${SIGNS[arm.verdict]} ${name}`, `    ${''.padEnd(NAME)}${row.slice(4 + name.length)}`];
  return [...rows, ...secondHopRow(arm)];
}

function secondHopRow({ secondHop }: ArmVerdict): string[] {
  if (secondHop === null) return [];
  const { verdict, responses } = secondHop;
  return [
    `    ${SIGNS[verdict]} ${'second hop'.padEnd(NAME - 2)} ${expectedText(secondHop).padEnd(EXPECTED)} ${wholeFigure(responses).padStart(9)}`,
  ];
}

/** "only the canary"; of a share also what was measured. */
function expectedWords(arm: ArmVerdict): string {
  const { share } = arm.expected;
  if (arm.shares.length > 0) return 'several versions';
  if (share === 0 || share === 1 || arm.share === null) return expectedText(arm);
  return `${shareFigure(arm.share)} (${expectedText(arm)})`;
}
