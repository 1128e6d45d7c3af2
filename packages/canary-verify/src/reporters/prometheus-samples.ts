import { TRACKS } from '../terms/track.js';
import { printable } from '../text/printable.js';
import type { ArmVerdict } from '../verdict/verdict.js';
import type { MetricSample } from './exposition.js';

/** A server with ever new names must not make a time series of each: beyond this many they share a nameless one. */
const MOST_INSTANCES = 200;

/** Responses by replica. */
export function instanceSamples({ instances }: ArmVerdict): MetricSample[] {
  return Object.entries(instances).map(([instance, { version, track, count }], index) => {
    const named = index < MOST_INSTANCES;
    return {
      labels: {
        replica: named ? printable(instance, 200) : '',
        version: named ? printable(version ?? '', 200) : '',
        track: track ?? 'unidentified',
      },
      value: count,
    };
  });
}

/** Quantiles of the durations of both versions; 1 is the longest. */
export function latencySamples({ health }: ArmVerdict): MetricSample[] {
  return TRACKS.flatMap((track) => {
    const percentiles = health?.latency[track] ?? null;
    if (percentiles === null) return [];
    const { p50, p90, p99, max } = percentiles;
    return Object.entries({ '0.5': p50, '0.9': p90, '0.99': p99, '1': max })
      .sort(([one], [other]) => Number(one) - Number(other))
      .map(([quantile, milliseconds]) => ({ labels: { track, quantile }, value: milliseconds / 1000 }));
  });
}

/** Failed requests by the version that they are of; `unknown` where it is not known. */
export function errorSamples({ health }: ArmVerdict): MetricSample[] {
  if (health === null) return [];
  const { stable, canary, unknown } = health.errors;
  return Object.entries({ stable: stable.failed, canary: canary.failed, unknown }).map(([track, value]) => ({
    labels: { track },
    value,
  }));
}

/** Requests of known version: what the failed ones are a part of. */
export function comparedSamples({ health }: ArmVerdict): MetricSample[] {
  if (health === null) return [];
  return TRACKS.map((track) => ({ labels: { track }, value: health.errors[track].requests }));
}

const HEALTH_ANSWERS = ['worse', 'no worse', 'undecided'] as const;

/** How the canary compares with the stable version: 1 for the answer, 0 for the others. */
export function healthSamples({ health }: ArmVerdict): MetricSample[] {
  if (health === null) return [];
  return (['errors', 'latency'] as const).flatMap((what) =>
    HEALTH_ANSWERS.map((answer) => ({
      labels: { what, answer },
      value: Number(health[what].verdict === answer),
    })),
  );
}

const LIMIT_ANSWERS = ['below', 'above', 'undecided'] as const;

/** What is shown of the canary's errors and the limit for them; nothing without a limit. */
export function limitSamples({ health }: ArmVerdict): MetricSample[] {
  const limit = health?.errors.limit ?? null;
  if (limit === null) return [];
  return LIMIT_ANSWERS.map((answer) => ({ labels: { answer }, value: Number(limit.verdict === answer) }));
}

/** An address of the target's name, as a label. */
const LONGEST_ADDRESS = 200;

type AddressFigure = (figures: ArmVerdict['addresses'][number]) => number | null;

/** One figure of each address, where there are several; nothing where it is not known. */
export function addressSamples(figure: AddressFigure): (arm: ArmVerdict) => MetricSample[] {
  return ({ addresses }) =>
    addresses.flatMap((one) => {
      const value = figure(one);
      return value === null ? [] : [{ labels: { address: printable(one.address, LONGEST_ADDRESS) }, value }];
    });
}
