import { describe, expect, test } from 'vitest';
import { exposition } from '../../src/reporters/exposition.js';
import { prometheusReport } from '../../src/reporters/prometheus.js';
import { armNamed, EVIL, HARMFUL, HEALTH, OUTCOMES, verdictNaming, versionsVerdict } from './evil.js';
import { verdictWith } from './verdicts.js';

const NAME = 'canary_verify_[a-z_]+';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
const SAMPLE = new RegExp(`^(${NAME})\\{(${LABEL}(?:,${LABEL})*)\\} (\\d+(?:\\.\\d+)?(?:e-\\d+)?)$`, 'u');

/** Samples by name and labels. Each line must be one that the exposition format 0.0.4 knows, in its order. */
function samplesOf(report: string): Map<string, number> {
  expect(report.endsWith('\n')).toBe(true);
  const samples = new Map<string, number>();
  const metrics: string[] = [];
  for (const line of report.slice(0, -1).split('\n')) {
    const [, helped] = new RegExp(`^# HELP (${NAME}) [^\\\\]+$`).exec(line) ?? [];
    if (helped !== undefined) {
      expect(metrics, 'one group for each metric').not.toContain(helped);
      metrics.push(helped);
    } else if (line.startsWith('#')) expect(line).toBe(`# TYPE ${metrics.at(-1)} gauge`);
    else {
      const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
      expect(name, line).toBe(metrics.at(-1));
      expect(samples.has(`${name}{${labels}}`), `twice: ${line}`).toBe(false);
      const names = labels.match(/[a-z]+(?==")/g) ?? [];
      expect(names[0]).toBe('target');
      samples.set(`${name}{${labels}}`, Number(value));
    }
  }
  return samples;
}

const of = 'target="http://localhost:48151/version"';
const arm = `${of},arm="all requests"`;

test('the first lines in short', () => {
  expect(
    prometheusReport(verdictWith({})).split('\n').slice(0, 9).join('\n'),
  ).toBe(`# HELP canary_verify_verdict 1 for the verdict on the arm, 0 for the others.
# TYPE canary_verify_verdict gauge
canary_verify_verdict{${arm},verdict="matches"} 1
canary_verify_verdict{${arm},verdict="differs"} 0
canary_verify_verdict{${arm},verdict="undecided"} 0
canary_verify_verdict{${arm},verdict="unmeasured"} 0
# HELP canary_verify_share Share of the canary among identified responses.
# TYPE canary_verify_share gauge
canary_verify_share{${arm}} 0.1`);
});

test.each(OUTCOMES)('%s is 1, the others are 0', (verdict) => {
  const samples = samplesOf(prometheusReport(verdictWith({ verdict })));
  for (const outcome of OUTCOMES)
    expect(samples.get(`canary_verify_verdict{${arm},verdict="${outcome}"}`)).toBe(
      outcome === verdict ? 1 : 0,
    );
});

test('figures in base units', () => {
  const failures = { refused: 2, 'http-502': 1 } as const;
  const samples = samplesOf(prometheusReport(verdictWith({ failed: 3, failures, health: HEALTH })));
  const expected = {
    [`share_low{${arm}}`]: 0.0743,
    [`share_high{${arm}}`]: 0.13,
    [`expected_share{${arm}}`]: 0.1,
    [`tolerance{${arm}}`]: 0.03,
    [`requests{${arm},track="stable"}`]: 1002,
    [`requests{${arm},track="canary"}`]: 111,
    [`requests{${arm},track="unidentified"}`]: 0,
    [`requests{${arm},track="failed"}`]: 3,
    [`failures{${arm},cause="http-502"}`]: 1,
    [`replica_requests{${arm},replica="service-v2-1",version="1.1.0",track="canary"}`]: 111,
    [`latency_seconds{${arm},track="canary",quantile="0.5"}`]: 0.001234,
    [`latency_seconds{${arm},track="stable",quantile="1"}`]: 1.5,
    [`duration_seconds{${of}}`]: 0.64,
    [`confidence{${of}}`]: 0.99,
  };
  for (const [name, value] of Object.entries(expected))
    expect(samples.get(`canary_verify_${name}`), name).toBe(value);
});

test('an unknown figure has no sample, not even a heading', () => {
  const report = prometheusReport(verdictWith({ share: null, interval: null, instances: {} }));
  samplesOf(report);
  expect(report).not.toMatch(
    /canary_verify_(share|share_low|share_high|version_\w+|instance_\w+|latency_\w+)\b/,
  );
});

test('several versions have metrics of their own', () => {
  const samples = samplesOf(prometheusReport(versionsVerdict()));
  expect(samples.get(`canary_verify_version_share{${arm},version="v2"}`)).toBe(0.4);
  expect(samples.get(`canary_verify_version_expected_share{${arm},version="v3"}`)).toBe(0.2);
  expect(samples.get(`canary_verify_version_requests{${arm},version="v2"}`)).toBe(400);
  // The share of all versions but the first is nobody's.
  const others = [...samples.keys()].filter((name) =>
    /_(share|share_low|expected_share|tolerance)\{/.test(name),
  );
  expect(others.filter((name) => !name.includes('version_'))).toEqual([]);
  expect(
    [...samples.keys()].filter((name) => /verify_requests\{.*track="(stable|canary)"/.test(name)),
  ).toEqual([]);
});

test('arms of one name are told apart', () => {
  const arms = [armNamed('one'), armNamed('one', { verdict: 'differs', share: 0.3 })];
  const samples = samplesOf(prometheusReport(verdictWith({ verdict: 'differs', arms })));
  expect(samples.get(`canary_verify_share{${of},arm="one"}`)).toBe(0.1);
  expect(samples.get(`canary_verify_share{${of},arm="one (2)"}`)).toBe(0.3);
});

test('a server with ever new names makes no time series of each', () => {
  const instance = { version: '1.0.0', track: 'stable', count: 1 } as const;
  const instances = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`i${index}`, instance]));
  const samples = samplesOf(prometheusReport(verdictWith({ instances })));
  const series = [...samples.keys()].filter((name) => name.startsWith('canary_verify_replica_requests'));
  expect(series).toHaveLength(201);
  const rest = `canary_verify_replica_requests{${arm},replica="",version="",track="stable"}`;
  expect(samples.get(rest)).toBe(9_800);
});

test('a label is escaped, in this order', () => {
  const labels = { one: '\\n', two: 'a\n"b"', three: '\ud800' };
  expect(exposition([['x', 'Help.', [{ labels, value: 1e-7 }]]]).split('\n')[2]).toBe(
    String.raw`canary_verify_x{one="\\n",two="a\n\"b\"",three="\uFFFD"} 1e-7`.replace('\\uFFFD', '\ufffd'),
  );
});

test('names that look alike once they are cut count together', () => {
  const instance = { version: null, track: null, count: 2 };
  const instances = { [`${'x'.repeat(300)}1`]: instance, [`${'x'.repeat(300)}2`]: instance };
  const samples = samplesOf(prometheusReport(verdictWith({ instances })));
  expect([...samples].filter(([name]) => name.includes('replica="xxx')).map(([, value]) => value)).toEqual([
    4,
  ]);
});

describe('what comes from elsewhere stays within its label', () => {
  test.each(EVIL)('%j', (evil) => {
    for (const outcome of OUTCOMES) {
      const report = prometheusReport(verdictNaming(evil, outcome));
      expect(report).not.toMatch(HARMFUL);
      const plain = samplesOf(prometheusReport(verdictNaming('plain', outcome)));
      expect([...samplesOf(report).values()]).toEqual([...plain.values()]);
    }
  });
});
