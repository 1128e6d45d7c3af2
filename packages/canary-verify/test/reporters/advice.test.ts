import { expect, test } from 'vitest';
import { htmlReport } from '../../src/reporters/html/index.js';
import { markdownReport } from '../../src/reporters/markdown.js';
import { textReport } from '../../src/reporters/text.js';
import { watchLine } from '../../src/reporters/watch-line.js';
import type { Diagnosis } from '../../src/verdict/diagnosis.js';
import { verdictWith } from './verdicts.js';

const arm = 'all requests';
const NEVER_SEEN: Diagnosis = { kind: 'never-seen', arm, track: 'canary', version: null, only: null };
const EMPTY: Diagnosis = {
  ...{ kind: 'canary-empty', service: 'service-v2', backend: 'message', instead: 'message', place: null },
  ...{ registered: 2, healthy: 0 },
};
const UNEVEN: Diagnosis = { kind: 'uneven', arm, track: 'canary', instance: 'one', requests: 9, even: 3 };
const WORSE: Diagnosis = {
  ...{ kind: 'canary-worse', arm, what: 'errors', oddsRatio: 30, slowest: null, replicas: 2 },
  ...{ stable: { requests: 1_000, failed: 1 }, canary: { requests: 100, failed: 3 } },
};

test('each next line stands directly under its own diagnosis, and the page after it', () => {
  const text = textReport(verdictWith({ verdict: 'undecided', diagnosis: [UNEVEN, NEVER_SEEN] }), false);
  expect(text.slice(text.indexOf('  The replicas')).replace(/https:.*docs/g, 'DOCS')).toBe(
    `  The replicas of the canary do not get even shares: one got 9 requests, an even
  share is 3 requests.
  next  If the replicas should get equal shares, compare the weights and states
        of their servers on HAProxy's stats page.
  more  DOCS/diagnoses/uneven.md

  No response came from the canary.
  next  Check that a replica of the canary is healthy in Consul and UP in
        HAProxy: canary-verify explain --consul URL --haproxy-stats URL. If the
        router changes slowly, spread the run over a longer time: --over 1m
  more  DOCS/diagnoses/never-seen.md
`,
  );
});

test('diagnoses with one and the same advice stand together, and a page is named once', () => {
  const again = { ...NEVER_SEEN, track: 'canary' } as const;
  const text = textReport(verdictWith({ verdict: 'differs', diagnosis: [NEVER_SEEN, UNEVEN, again] }), false);
  expect(text).toMatch(/No response.+\n {2}No response.+\n {2}next {2}Check that(.|\n)+The replicas of/);
  expect(text.match(/never-seen\.md/g)).toHaveLength(1);
});

test('a canary without a server is told once, with what Consul says of it', () => {
  const verdict = verdictWith({
    verdict: 'differs',
    share: 0,
    interval: [0, 0.05],
    diagnosis: [EMPTY, NEVER_SEEN],
  });
  const text = textReport(verdict, false).replace(/\s+/g, ' ');
  expect(text).toContain('differs: no response came from the canary, expected 10 % ± 3 points');
  expect(text).toContain(
    'Consul: 2 instances registered, 0 healthy. All requests of this backend go to the stable servers.',
  );
  expect(text).toContain(
    'next See why the checks of service-v2 fail: curl $CONSUL_HTTP_ADDR/v1/health/checks/service-v2',
  );
  expect(text).not.toContain('No response came from the canary.');
});

test('a difference that nothing explains leads to the command that compares the sources', () => {
  const verdict = verdictWith({ verdict: 'differs' });
  const command = 'canary-verify explain --consul URL --haproxy-stats URL';
  expect(textReport(verdict, false)).toContain(`next  Find the cause:\n        ${command}`);
  expect(markdownReport(verdict)).toContain(`**Next:** Find the cause: ${command}`);
  expect(htmlReport(verdict, [])).toContain(`<strong>Next:</strong> Find the cause: ${command}`);
  expect(textReport(verdictWith({}), false)).not.toContain('next');
});

test('a canary that fails under a match is an alert with figures and with what to do; remarks have no advice', () => {
  const verdict = verdictWith({ diagnosis: [WORSE, UNEVEN] });
  const text = textReport(verdict, false);
  expect(text.replace(/\s+/g, ' ')).toContain(
    "⚠ The canary fails more often than the stable version: 3 of 100 failed, stable 1 of 1,000 failed. This does not change the verdict, which is about the split only. next Read the canary's log",
  );
  expect(text.match(/ {2}next/g)).toHaveLength(1);
  expect(markdownReport(verdict)).toContain('- ⚠ The canary fails');
  expect(htmlReport(verdict, [])).toContain('<p>⚠ The canary fails');
  expect(watchLine(verdict, new Date(0), false)).toContain('⚠ The canary fails');
});

test('a run that has used up its time says there what would help, and more time is no advice where requests hang', () => {
  const open: Diagnosis = {
    ...{ kind: 'still-open', arm, requests: 107, open: ['lower', 'upper'], needed: 1_350, unknown: 0 },
    ...{ keptOpen: null, band: { share: 0.1, tolerance: 0.03 } },
  };
  const spent = {
    kind: 'time-spent',
    maxTimeMs: 2_000,
    requests: 107,
    needed: 1_350,
    longestMs: 1_900,
  } as const;
  const report = (stalled: boolean) =>
    textReport(
      verdictWith({ verdict: 'undecided', diagnosis: [{ ...spent, waiting: 10, stalled }, open] }),
      false,
    ).replace(/\s+/g, ' ');
  expect(report(true)).toContain(
    'with 107 of about 1,350 requests counted. 10 requests were sent and not answered; the first of them has waited for 1.9 s. next Requests are not answered: check the replicas and the queue of the proxy',
  );
  expect(report(true)).not.toMatch(/Allow more/);
  expect(report(false)).toContain('next Allow more time: --max-time 38s (107 requests took 2 s)');
  expect(report(false)).not.toContain('Allow more requests');
  expect(report(false)).not.toContain('not answered');
});
