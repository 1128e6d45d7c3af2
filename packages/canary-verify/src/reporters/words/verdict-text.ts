import type { Expectation } from '../../options/expectation.js';
import { confidenceFigure, percent, shareFigure } from '../../text/figures.js';
import { printable } from '../../text/printable.js';
import {
  type ArmVerdict,
  firstHopOf,
  type Outcome,
  type SecondHopFigures,
  type VersionFigures,
} from '../../verdict/verdict.js';
import { namelessOf } from '../unknown-version.js';
import { addressSentence } from './address-text.js';
import { expectationText } from './expectation-text.js';

/** A sign for each verdict, so that none depends on its colour. */
export const SIGNS: Readonly<Record<Outcome, string>> = {
  matches: '✔',
  differs: '✘',
  undecided: '?',
  unmeasured: '!',
};

/** The answer in one sentence. */
export function verdictText(arm: ArmVerdict, confidence: number): string {
  const outcome = firstHopOf(arm);
  const first =
    addressSentence(arm, outcome, expectedText(arm)) ??
    (outcome === 'unmeasured' && isNameless(arm) ? NO_VERSION : null) ??
    (arm.shares.length > 0 ? VERSIONS_SENTENCES[outcome](arm.shares) : SENTENCES[outcome](arm, confidence));
  return arm.secondHop === null ? first : `${first}; second hop: ${secondHopText(arm.secondHop, confidence)}`;
}

const NO_VERSION = 'no response carries a version';

/** All answers came without a version. */
function isNameless({ requests, failed, statuses }: ArmVerdict): boolean {
  const nameless = namelessOf(statuses);
  return nameless > 0 && nameless === requests - failed;
}

/** The result of the second hop, in one sentence. */
export function secondHopText(hop: SecondHopFigures, confidence: number): string {
  // Something answered, but it cannot be told which version.
  if (hop.share === null && hop.responses > 0)
    return hop.verdict === 'differs'
      ? 'the same version answered marked and unmarked requests'
      : `it cannot be told which version answered, expected ${expectedText(hop)}`;
  return SENTENCES[hop.verdict](hop, confidence);
}

const VERSIONS_SENTENCES: Record<Outcome, (shares: readonly VersionFigures[]) => string> = {
  matches: (shares) => `every version has its share: ${shares.map(measured).join(', ')}`,
  differs: (shares) => {
    const wrong = shares.filter(isOutside);
    if (wrong.length === 0) return `${shares.map(measured).join(', ')}, but not all replicas answered`;
    return wrong.map((one) => `${measured(one)}, not ${band(one)}`).join('; ');
  },
  undecided: (shares) => `${shares.map(measured).join(', ')} so far, expected ${shares.map(band).join(', ')}`,
  unmeasured: (shares) =>
    `the shares could not be measured, expected ${shares.map((one) => `${printable(one.version, 24)} ${band(one)}`).join(', ')}`,
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

/** The figures of the first or the second hop. */
type Hop = Pick<ArmVerdict, 'expected' | 'share' | 'interval'>;

const SENTENCES: Record<Outcome, (hop: Hop, confidence: number) => string> = {
  matches: (arm, confidence) =>
    isOnly(arm)
      ? `${expectedText(arm)} answered; fewer than ${percent(arm.expected.tolerance)} go elsewhere (${confidenceFigure(confidence)} sure)`
      : `${share(arm)} of responses came from the canary, expected ${expectedText(arm)}`,
  differs: (arm) =>
    arm.share === null
      ? `one version alone answered, not ${expectedText(arm)}`
      : isOnly(arm)
        ? `not ${expectedText(arm)} answered: ${share(arm)} came from the canary`
        : `${cameFromCanary(arm.share)}, ${isInside(arm) ? 'but not all replicas answered' : `${arm.share === 0 || arm.share === 1 ? 'expected' : 'not'} ${expectedText(arm)}`}`,
  undecided: (arm) => `${share(arm)} so far, expected ${expectedText(arm)}`,
  unmeasured: (arm) => `the share could not be measured, expected ${expectedText(arm)}`,
};

function cameFromCanary(share: number): string {
  if (share === 0) return 'no response came from the canary';
  return `${share === 1 ? 'all responses' : `${shareFigure(share)} of responses`} came from the canary`;
}

/** The share is right, something else is not. */
function isInside({ interval, expected: { share, tolerance } }: Hop): boolean {
  return interval !== null && interval[0] >= share - tolerance && interval[1] <= share + tolerance;
}

function share({ share }: Hop): string {
  return share === null ? 'nothing counted' : shareFigure(share);
}

function isOnly({ expected }: Hop): boolean {
  return expected.share === 0 || expected.share === 1;
}

/** The expectation in words: "10 % ± 3 points", "only the canary". */
export function expectedText({ expected: { share, tolerance } }: Pick<ArmVerdict, 'expected'>): string {
  const expectation: Expectation =
    share === 0 || share === 1
      ? { kind: 'only', track: share === 1 ? 'canary' : 'stable', leak: tolerance, together: null }
      : { kind: 'share', share, tolerance };
  return expectationText(expectation);
}
