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
