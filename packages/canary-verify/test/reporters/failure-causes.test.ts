import { expect, test } from 'vitest';
import { htmlReport } from '../../src/reporters/html/index.js';
import { jsonReport } from '../../src/reporters/json.js';
import { junitReport } from '../../src/reporters/junit.js';
import { markdownReport } from '../../src/reporters/markdown.js';
import { prometheusReport } from '../../src/reporters/prometheus.js';
import { textReport } from '../../src/reporters/text.js';
import type { Verdict } from '../../src/verdict/verdict.js';
import { verdictWith } from './verdicts.js';

const failures = { 'http-500': 3, 'http-503': 4, refused: 5, reset: 6, timeout: 7, tls: 8, malformed: 9 };
const verdict = verdictWith({ verdict: 'unmeasured', failed: 42, failures });

/** What stands beside the number, in the words of each report. */
const WORDS = ['HTTP 500', 'HTTP 503', 'refused', 'closed before', 'no answer in time', 'TLS', 'malformed'];
const NAMES = Object.keys(failures);

test.each<[name: string, report: (verdict: Verdict) => string, causes: readonly string[]]>([
  ['text', (verdict) => textReport(verdict, false), WORDS],
  ['json', jsonReport, NAMES],
  ['markdown', markdownReport, WORDS],
  ['junit', junitReport, WORDS],
  ['html', (verdict) => htmlReport(verdict, []), WORDS],
  ['prometheus', prometheusReport, NAMES],
])('%s tells failures apart by their cause, and HTTP errors by their code', (_, report, causes) => {
  for (const cause of causes) expect(report(verdict)).toContain(cause);
});
