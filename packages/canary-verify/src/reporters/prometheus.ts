import type { FailureCause } from '../observation/observation.js';
import { TRACKS } from '../terms/track.js';
import { printable } from '../text/printable.js';
import type { ArmFigures, ArmVerdict, Outcome, Verdict } from '../verdict/verdict.js';
import { distinct } from './arm-words.js';
import { exposition, type Metric, type MetricSample } from './exposition.js';
import {
  addressSamples,
  comparedSamples,
  errorSamples,
  healthSamples,
  instanceSamples,
  latencySamples,
  limitSamples,
} from './prometheus-samples.js';

/** Remote storage takes label values of up to 2048 characters; names that say something are shorter. */
const LONGEST_LABEL = 1024;

/**
 * The verdict as metrics, for a textfile collector or a Pushgateway. All are gauges: a finished run is a state that the
 * next run replaces. What is not known has no sample.
 */
export function prometheusReport(verdict: Verdict): string {
  const target = printable(verdict.target, LONGEST_LABEL);
  const names = distinct(verdict.arms.map(({ name }) => printable(name, LONGEST_LABEL)));
  const each = (samplesOf: (arm: ArmVerdict) => MetricSample[]): MetricSample[] =>
    verdict.arms.flatMap((arm, index) =>
      samplesOf(arm).map(({ labels, value }) => ({
        labels: { target, arm: names[index] ?? '', ...labels },
        value,
      })),
    );
  return exposition([
    ['verdict', '1 for the verdict on the arm, 0 for the others.', each(verdictSamples)],
    ...shareMetrics('', 'the canary', (figures) =>
      // With several versions each has its own: that of all but the first would be nobody's.
      each((arm) => (arm.shares.length > 0 ? [] : figures(arm).map((value) => sample({}, value)))),
    ),
    ...shareMetrics('version_', 'one of several expected versions', (figures) =>
      each(versionSamples(figures)),
    ),
    ['requests', 'Requests of the run by what became of them.', each(requestSamples)],
    ['version_requests', 'Responses of one of several expected versions.', each(versionRequests)],
    ['failures', 'Failed requests of the run by cause.', each(failureSamples)],
    ['replica_requests', 'Responses of the run by replica; more than 200 share one.', each(instanceSamples)],
    [
      'latency_seconds',
      'Durations of responses of the run; quantile 1 is the longest.',
      each(latencySamples),
    ],
    ['errors', 'Failed requests of the run by version; unknown is not known whose.', each(errorSamples)],
    ['compared_requests', 'Requests of known version, failed ones included.', each(comparedSamples)],
    ['health', '1 for how the canary compares, 0 for the other answers.', each(healthSamples)],
    [
      'errors_limit',
      '1 for what is shown of the canary and --max-errors, 0 for the other answers.',
      each(limitSamples),
    ],
    [
      'address_requests',
      'Requests of the run by address of the target.',
      each(addressSamples(({ requests }) => requests)),
    ],
    [
      'address_failed',
      'Failed requests of the run by address.',
      each(addressSamples(({ failed }) => failed)),
    ],
    ['address_share', 'Share of the canary by address.', each(addressSamples(({ share }) => share))],
    ['addresses_disagree', '1 if the addresses are shown to have different shares.', each(disagreeSamples)],
    ['diagnosis', '1 for each kind of diagnosis of the run.', diagnosisSamples(verdict, target)],
    ['duration_seconds', 'How long the run took.', [sample({ target }, verdict.durationMs / 1000)]],
    [
      'confidence',
      '1 minus the probability of each wrong verdict.',
      [sample({ target }, verdict.confidence)],
    ],
  ]);
}

type Shares = Pick<ArmFigures, 'expected' | 'share' | 'interval'>;

/** The figures of a share, null left out, as a list of at most one. */
type Figure = (figures: Shares) => number[];

function shareMetrics(prefix: string, whose: string, each: (figure: Figure) => MetricSample[]): Metric[] {
  const known = (value: number | null | undefined) => (value === null || value === undefined ? [] : [value]);
  return [
    [`${prefix}share`, `Share of ${whose} among identified responses.`, each(({ share }) => known(share))],
    [
      `${prefix}share_low`,
      `Least share of ${whose} left possible.`,
      each(({ interval }) => known(interval?.[0])),
    ],
    [
      `${prefix}share_high`,
      `Largest share of ${whose} left possible.`,
      each(({ interval }) => known(interval?.[1])),
    ],
    [`${prefix}expected_share`, `Expected share of ${whose}.`, each(({ expected }) => [expected.share])],
    [
      `${prefix}tolerance`,
      `How far the share of ${whose} may be off.`,
      each(({ expected }) => [expected.tolerance]),
    ],
  ];
}

function versionSamples(figure: Figure): (arm: ArmVerdict) => MetricSample[] {
  return ({ shares }) =>
    shares.flatMap((one) =>
      figure(one).map((value) => sample({ version: printable(one.version, LONGEST_LABEL) }, value)),
    );
}

function versionRequests({ shares }: ArmVerdict): MetricSample[] {
  return shares.map(({ version, requests }) =>
    sample({ version: printable(version, LONGEST_LABEL) }, requests),
  );
}

const OUTCOMES: readonly Outcome[] = ['matches', 'differs', 'undecided', 'unmeasured'];

function verdictSamples({ verdict }: ArmVerdict): MetricSample[] {
  return OUTCOMES.map((outcome) => sample({ verdict: outcome }, Number(outcome === verdict)));
}

function requestSamples(arm: ArmVerdict): MetricSample[] {
  const tracks = arm.shares.length > 0 ? [] : TRACKS;
  return [...tracks, 'unidentified' as const, 'failed' as const].map((track) =>
    sample({ track }, arm[track]),
  );
}

function failureSamples({ failures }: ArmVerdict): MetricSample[] {
  return (Object.keys(failures) as FailureCause[]).map((cause) => sample({ cause }, failures[cause] ?? 0));
}

function disagreeSamples({ addresses, addressesDisagree }: ArmVerdict): MetricSample[] {
  return addresses.length === 0 ? [] : [sample({}, Number(addressesDisagree))];
}

function diagnosisSamples({ diagnosis }: Verdict, target: string): MetricSample[] {
  return [...new Set(diagnosis.map(({ kind }) => kind))].map((kind) => sample({ target, kind }, 1));
}

function sample(labels: MetricSample['labels'], value: number): MetricSample {
  return { labels, value };
}
