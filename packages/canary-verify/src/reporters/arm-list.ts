import { counted, percent, shareFigure, wholeFigure } from '../text/figures.js';
import { printable } from '../text/printable.js';
import type { ArmVerdict, Verdict } from '../verdict/verdict.js';
import { expectedText, SIGNS } from './words/verdict-text.js';

/** The answer for several arms together. */
export function armsSentence({ verdict, arms, interrupted, diagnosis }: Verdict): string {
  const open = diagnosis.reduce((sum, one) => sum + (one.kind === 'not-verified' ? one.what.length : 0), 0);
  const wrong = arms.filter((arm) => arm.verdict === verdict).length;
  const all = `${counted(arms.length, 'kind')} of request`;
  const words: Record<Verdict['verdict'], string> = {
    matches:
      open === 0 ? `all ${all} go where they should` : `the ${all} that were sent go where they should`,
    differs: `${wrong} of ${all} ${wrong === 1 ? 'does' : 'do'} not go where ${wrong === 1 ? 'it' : 'they'} should`,
    undecided: `${wrong} of ${all} ${wrong === 1 ? 'is' : 'are'} not decided`,
    unmeasured: `${wrong} of ${all} could not be measured`,
  };
  const unverified = open === 0 ? '' : `; ${counted(open, 'other')} could not be verified`;
  return words[verdict] + (interrupted ? ' (interrupted)' : '') + unverified;
}

/** Each arm in a line, below the line of the configuration that it is about; 80 columns are enough. */
export function armList(arms: readonly ArmVerdict[]): string[] {
  const rows = arms.flatMap((arm, index) => {
    const place = placeOf(arm);
    const before = index === 0 ? null : placeOf(arms[index - 1] as ArmVerdict);
    const heading = place !== before && place !== null ? [`  ${printable(place, 76)}`] : [];
    return [...heading, ...armRows(arm)];
  });
  return [row('  kind of request', 'who must answer', 'requests'), ...rows];
}

function placeOf({ rule }: ArmVerdict): string | null {
  return rule === null ? null : `${rule.file}:${rule.line}`;
}

/** How wide the columns are. */
const NAME = 44;
const EXPECTED = 23;

function armRows(arm: ArmVerdict): string[] {
  const own = row(`${SIGNS[arm.verdict]} ${printable(arm.name, 74)}`, expectedWords(arm), arm.requests);
  if (arm.secondHop === null) return [own];
  const { verdict, expected, responses } = arm.secondHop;
  return [own, row(`  ${SIGNS[verdict]} second hop`, TRACK_OF[expected.share] ?? '', responses)];
}

/** A name that is too long has a line of its own. */
function row(name: string, expected: string, requests: number | string): string {
  const count = typeof requests === 'string' ? requests : wholeFigure(requests);
  const figures = ` ${expected.padEnd(EXPECTED)} ${count.padStart(8)}`;
  return name.length <= NAME
    ? `  ${name.padEnd(NAME)}${figures}`
    : `  ${name}\n${' '.repeat(NAME + 2)}${figures}`;
}

/** The only version that is expected, by the expected share. */
const TRACK_OF: Readonly<Record<number, string>> = { 0: 'stable', 1: 'canary' };

/** "canary"; of a share also what was measured. */
function expectedWords({ expected, share, shares }: ArmVerdict): string {
  if (shares.length > 0) return 'several versions';
  const track = TRACK_OF[expected.share];
  if (track !== undefined) return track;
  return share === null ? expectedText({ expected }) : `${shareFigure(share)} (${bandWords(expected)})`;
}

/** "7 to 13 %": short enough for a column. */
function bandWords({ share, tolerance }: ArmVerdict['expected']): string {
  return `${percent(share - tolerance).replace(' %', '')} to ${percent(share + tolerance)}`;
}
