import { type Expectation, expectationText, percent } from './expectation.js';
import { shareFigure } from './reporters/figures.js';
import type { ArmVerdict, Outcome } from './verdict.js';

/** The answer in one sentence. */
export function verdictText(arm: ArmVerdict, confidence: number): string {
  return SENTENCES[arm.verdict](arm, Number((confidence * 100).toPrecision(6)));
}

const SENTENCES: Record<Outcome, (arm: ArmVerdict, confidence: number) => string> = {
  matches: (arm, confidence) =>
    isOnly(arm)
      ? `${expected(arm)} answered: leak < ${percent(arm.expected.tolerance)} at ${confidence} %`
      : `${share(arm)} of the responses came from the canary, expected ${expected(arm)}`,
  differs: (arm) =>
    isOnly(arm)
      ? `not ${expected(arm)} answered: ${share(arm)} of the responses came from the canary`
      : `${share(arm)} of the responses came from the canary, not ${expected(arm)}`,
  undecided: (arm) => `${share(arm)} so far, expected ${expected(arm)}`,
  unmeasured: (arm) => `the share could not be measured, expected ${expected(arm)}`,
};

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
