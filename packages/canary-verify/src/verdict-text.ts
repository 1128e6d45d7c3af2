import { type Expectation, expectationText, percent } from './expectation.js';
import { printable } from './printable.js';
import { shareFigure } from './reporters/figures.js';
import type { ArmVerdict, Outcome, VersionFigures } from './verdict.js';

/** The answer in one sentence. */
export function verdictText(arm: ArmVerdict, confidence: number): string {
  if (arm.shares.length > 0) return VERSIONS_SENTENCES[arm.verdict](arm.shares);
  return SENTENCES[arm.verdict](arm, Number((confidence * 100).toPrecision(6)));
}

const VERSIONS_SENTENCES: Record<Outcome, (shares: readonly VersionFigures[]) => string> = {
  matches: (shares) => `every version has its share: ${shares.map(measured).join(', ')}`,
  differs: (shares) => {
    const wrong = shares.filter(isOutside);
    return `${(wrong.length > 0 ? wrong : shares).map((one) => `${measured(one)}, not ${band(one)}`).join('; ')}`;
  },
  undecided: (shares) => `${shares.map(measured).join(', ')} so far, expected ${shares.map(band).join(', ')}`,
  unmeasured: (shares) => `the shares could not be measured, expected ${shares.map(band).join(', ')}`,
};

function measured({ version, share }: VersionFigures): string {
  return `${printable(version, 24)} ${share === null ? 'nothing' : shareFigure(share)}`;
}

function band({ expected }: VersionFigures): string {
  return expectationText({ kind: 'share', ...expected });
}

function isOutside({ expected: { share, tolerance }, interval }: VersionFigures): boolean {
  return interval !== null && (interval[0] >= share + tolerance || interval[1] <= share - tolerance);
}

const SENTENCES: Record<Outcome, (arm: ArmVerdict, confidence: number) => string> = {
  matches: (arm, confidence) =>
    isOnly(arm)
      ? `${expected(arm)} answered: leak < ${percent(arm.expected.tolerance)} at ${confidence} %`
      : `${share(arm)} of the responses came from the canary, expected ${expected(arm)}`,
  differs: (arm) =>
    isOnly(arm)
      ? `not ${expected(arm)} answered: ${share(arm)} of the responses came from the canary`
      : `${share(arm)} of the responses came from the canary, ${isInside(arm) ? 'but not all replicas answered' : `not ${expected(arm)}`}`,
  undecided: (arm) => `${share(arm)} so far, expected ${expected(arm)}`,
  unmeasured: (arm) => `the share could not be measured, expected ${expected(arm)}`,
};

/** The share is right, something else is not. */
function isInside({ interval, expected: { share, tolerance } }: ArmVerdict): boolean {
  return interval !== null && interval[0] >= share - tolerance && interval[1] <= share + tolerance;
}

function share({ share }: ArmVerdict): string {
  return share === null ? 'nothing counted' : shareFigure(share);
}

function isOnly({ expected }: ArmVerdict): boolean {
  return expected.share === 0 || expected.share === 1;
}

function expected({ expected: { share, tolerance } }: ArmVerdict): string {
  const expectation: Expectation =
    share === 0 || share === 1
      ? { kind: 'only', track: share === 1 ? 'canary' : 'stable', leak: tolerance }
      : { kind: 'share', share, tolerance };
  return expectationText(expectation);
}
