import type { FailureCause } from '../observation/observation.js';
import { printable } from '../text/printable.js';
import type { ArmFigures, ArmVerdict, Outcome, Verdict } from '../verdict/verdict.js';
import { distinct } from './arm-words.js';
import { exposition, type Metric, type MetricSample } from './exposition.js';
import { instanceSamples, latencySamples } from './prometheus-samples.js';

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
      each((arm) => figures(arm).map((value) => sample({}, value))),
    ),
    ...shareMetrics('version_', 'one of several expected versions', (figures) =>
      each(versionSamples(figures)),
    ),
    ['requests', 'Requests of the run by what became of them.', each(requestSamples)],
    ['failures', 'Failed requests of the run by cause.', each(failureSamples)],
    ['replica_requests', 'Responses of the run by replica; more than 200 share one.', each(instanceSamples)],
    [
      'latency_seconds',
      'Durations of responses of the run; quantile 1 is the longest.',
      each(latencySamples),
    ],
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

const OUTCOMES: readonly Outcome[] = ['matches', 'differs', 'undecided', 'unmeasured'];

function verdictSamples({ verdict }: ArmVerdict): MetricSample[] {
  return OUTCOMES.map((outcome) => sample({ verdict: outcome }, Number(outcome === verdict)));
}

function requestSamples(arm: ArmVerdict): MetricSample[] {
  return (['stable', 'canary', 'unidentified', 'failed'] as const).map((track) =>
    sample({ track }, arm[track]),
  );
}

function failureSamples({ failures }: ArmVerdict): MetricSample[] {
  return (Object.keys(failures) as FailureCause[]).map((cause) => sample({ cause }, failures[cause] ?? 0));
}

function sample(labels: MetricSample['labels'], value: number): MetricSample {
  return { labels, value };
}
