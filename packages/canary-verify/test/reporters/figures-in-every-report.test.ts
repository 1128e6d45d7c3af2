import { describe, expect, test } from 'vitest';
import { htmlReport } from '../../src/reporters/html/index.js';
import { markdownReport } from '../../src/reporters/markdown.js';
import { prometheusReport } from '../../src/reporters/prometheus.js';
import { textReport } from '../../src/reporters/text.js';
import type { ArmVerdict, Verdict } from '../../src/verdict/verdict.js';
import { HEALTH } from './evil.js';
import { verdictWith } from './verdicts.js';

const plain = {
  text: (verdict: Verdict) => textReport(verdict, false).replace(/\s+/g, ' '),
  html: (verdict: Verdict) =>
    htmlReport(verdict, [])
      .replace(/<style>.*<\/style>/s, '')
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' '),
  markdown: (verdict: Verdict) =>
    markdownReport(verdict).replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))),
};
const FOR_PEOPLE = Object.entries(plain);

/** The value of a metric, by labels besides those of every sample. */
function sample(verdict: Verdict, name: string, labels = ''): number | null {
  const line = prometheusReport(verdict)
    .split('\n')
    .find((one) => one.startsWith(`canary_verify_${name}{`) && one.includes(labels));
  return line === undefined ? null : Number(line.slice(line.lastIndexOf(' ')));
}

const health = (limit: 'below' | 'above' | 'undecided', answer: 'worse' | 'no worse' | 'undecided') => {
  const known = HEALTH as NonNullable<ArmVerdict['health']>;
  return {
    ...known,
    errors: { ...known.errors, verdict: answer, unknown: 7, limit: { limit: 0.01, verdict: limit } },
    latency: { ...known.latency, verdict: answer },
  };
};

describe.each(FOR_PEOPLE)('%s', (_, report) => {
  test.each([
    ['below', 'canary shown below 1 % (--max-errors)'],
    ['above', 'canary shown above 1 % (--max-errors)'],
    ['undecided', 'canary not shown to be below 1 % (--max-errors)'],
  ] as const)('--max-errors: %s', (limit, words) => {
    expect(report(verdictWith({ health: health(limit, 'undecided') }))).toContain(words);
  });

  test('--worse-ratio: the answer says what it means', () => {
    const verdict = verdictWith({ health: health('below', 'no worse') });
    expect(report(verdict)).toContain('no big difference (fails less than 4 times as often, 99 % sure)');
    expect(report(verdict)).toContain('no big difference (slow less than 4 times as often, 99 % sure)');
    expect(report(verdictWith({ health: health('below', 'worse') }))).toContain('canary worse');
    expect(report(verdictWith({ health: health('below', 'undecided') }))).not.toMatch(
      /worse|no big difference/,
    );
  });

  test('failures of which it is not known whose they are', () => {
    expect(report(verdictWith({ health: health('below', 'undecided') }))).toMatch(
      /7 not known whose|not known whose 7/,
    );
  });

  test('each address of the target', () => {
    const shown = report(verdictWith({ addresses: ADDRESSES, addressesDisagree: true, verdict: 'differs' }));
    for (const { address } of ADDRESSES) expect(shown).toContain(address);
    expect(shown).toContain('20.00 %');
    expect(shown).toContain('15.00 % and 25.00 %');
  });

  test('responses without a version, and those of a version that may be of either side', () => {
    const nameless = {
      unidentified: 10,
      statuses: { 401: 10 },
      requests: 10,
      failed: 0,
      share: null,
      interval: null,
    };
    const none = report(verdictWith({ verdict: 'unmeasured', ...nameless, stable: 0, canary: 0 }));
    expect(none).toContain('no response carries a version');
    expect(none).toContain('HTTP 401');
    const some = report(verdictWith({ unidentified: 10, statuses: { 404: 4 } }));
    expect(some).not.toContain('10 without a version');
  });

  test.each([
    ['drifted', { kind: 'drifted', arm: 'all requests', afterRequests: 550, before: 0.1, after: 0.44 }],
    ['bursts', { kind: 'bursts', arm: 'all requests', requests: 230, shown: true }],
  ] as const)('%s: no interval is given for a share that there is not', (_kind, diagnosis) => {
    const shown = report(verdictWith({ verdict: 'undecided', diagnosis: [diagnosis] }));
    expect(shown).toMatch(/The share changed during the run|The canary comes in bursts/);
    expect(shown).not.toContain('7.43 %');
  });
});

describe('metrics', () => {
  test('health: the answers, the errors of each version and those of nobody', () => {
    const verdict = verdictWith({ health: health('above', 'no worse') });
    expect(sample(verdict, 'errors_limit', 'answer="above"')).toBe(1);
    expect(sample(verdict, 'errors_limit', 'answer="below"')).toBe(0);
    expect(sample(verdict, 'health', 'what="errors",answer="no worse"')).toBe(1);
    expect(sample(verdict, 'health', 'what="latency",answer="worse"')).toBe(0);
    expect(sample(verdict, 'errors', 'track="unknown"')).toBe(7);
    expect(sample(verdict, 'errors', 'track="canary"')).toBe(verdict.health?.errors.canary.failed);
    expect(sample(verdict, 'compared_requests', 'track="canary"')).toBe(
      verdict.health?.errors.canary.requests,
    );
    expect(sample(verdictWith({}), 'health')).toBeNull();
  });

  test('addresses: requests, failures and share of each, and whether they disagree', () => {
    const verdict = verdictWith({ addresses: ADDRESSES, addressesDisagree: true });
    expect(sample(verdict, 'address_requests', 'address="10.0.0.2:80"')).toBe(500);
    expect(sample(verdict, 'address_failed', 'address="10.0.0.1:80"')).toBe(3);
    expect(sample(verdict, 'address_share', 'address="10.0.0.2:80"')).toBe(0.2);
    expect(sample(verdict, 'address_share', 'address="10.0.0.1:80"')).toBeNull();
    expect(sample(verdict, 'addresses_disagree')).toBe(1);
    expect(sample(verdictWith({}), 'addresses_disagree')).toBeNull();
  });

  test('each kind of diagnosis once: a run that was not steady is seen', () => {
    const unsteady = {
      kind: 'unsteady',
      arm: 'all requests',
      afterRequests: 9,
      before: 0.1,
      after: 0.2,
    } as const;
    const verdict = verdictWith({ verdict: 'undecided', diagnosis: [unsteady, unsteady] });
    expect(sample(verdict, 'diagnosis', 'kind="unsteady"')).toBe(1);
    expect(prometheusReport(verdict).match(/canary_verify_diagnosis\{/g)).toHaveLength(1);
  });
});

const ADDRESSES: ArmVerdict['addresses'] = [
  {
    address: '10.0.0.1:80',
    requests: 3,
    failed: 3,
    stable: 0,
    canary: 0,
    unidentified: 0,
    share: null,
    interval: null,
  },
  {
    address: '10.0.0.2:80',
    requests: 500,
    failed: 0,
    stable: 400,
    canary: 100,
    unidentified: 0,
    share: 0.2,
    interval: [0.15, 0.25],
  },
];
