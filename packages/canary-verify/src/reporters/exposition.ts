import { wellFormed } from './well-formed.js';

/** One value of a metric. */
export interface MetricSample {
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** The name without its prefix, one line of help, and the values. */
export type Metric = [name: string, help: string, samples: readonly MetricSample[]];

/** Gauges in Prometheus' text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). */
export function exposition(metrics: readonly Metric[]): string {
  return metrics.map(metricLines).join('');
}

/** Equal labels would make a reader refuse the whole file: names that look alike once written count together. */
function metricLines([name, help, samples]: Metric): string {
  if (samples.length === 0) return '';
  const full = `canary_verify_${name}`;
  const sums = new Map<string, number>();
  for (const { labels, value } of samples) {
    const written = labelText(labels);
    sums.set(written, (sums.get(written) ?? 0) + value);
  }
  const lines = [...sums].map(([labels, value]) => `${full}{${labels}} ${value}`);
  return [`# HELP ${full} ${help}`, `# TYPE ${full} gauge`, ...lines, ''].join('\n');
}

function labelText(labels: MetricSample['labels']): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${labelValue(value)}"`)
    .join(',');
}

function labelValue(value: string): string {
  return wellFormed(value).replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n');
}
