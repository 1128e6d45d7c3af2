import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { jsonReport } from '../../src/reporters/json.js';
import { DIAGNOSIS_WORDS } from '../../src/reporters/words/diagnosis-text.js';
import { kindsIn } from '../schemas/kinds.js';
import { verdictNaming } from './evil.js';
import { verdictWith } from './verdicts.js';

const schema = JSON.parse(readFileSync(new URL('../../verdict.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

const percentiles = { p50: 1.2, p90: 3.4, p99: 12.6, max: 1_500 };

test.each([
  verdictWith({}),
  verdictWith({
    health: {
      errors: {
        verdict: 'undecided',
        oddsRatio: null,
        stable: { requests: 900, failed: 0 },
        canary: { requests: 100, failed: 1 },
        unknown: 2,
        limit: { limit: 0.01, verdict: 'undecided' },
      },
      latency: { verdict: 'no worse', oddsRatio: 0.9, stable: percentiles, canary: null },
      ...{ worseRatio: 4, canaryReplicas: 1 },
    },
    shares: [
      {
        version: 'v1',
        expected: { share: 0.9, tolerance: 0.03 },
        share: 0.91,
        interval: [0.88, 0.93],
        requests: 910,
      },
    ],
    connectionMode: 'reuse',
  }),
  verdictNaming('any name'),
  verdictWith({ verdict: 'unmeasured', exitCode: 3, share: null, interval: null, failures: { refused: 10 } }),
])('what is printed fits the published schema', (verdict) => {
  expect(validate(JSON.parse(jsonReport(verdict))), JSON.stringify(validate.errors)).toBe(true);
});

test('no character in it means anything to a terminal, and none is lost', () => {
  const evil = '\u001b[2J \u009b31m \u007f \u202e \u2028 \n 🐤';
  const verdict = verdictWith({ versions: { [evil]: 1 } });
  expect(jsonReport(verdict)).not.toMatch(/(?!\n)\p{Control}|\p{Bidi_Control}|\u2028/u);
  expect(JSON.parse(jsonReport(verdict)).versions).toEqual({ [evil]: 1 });
});

test('the schema rejects documents that are not verdicts', () => {
  const { share: _, ...withoutShare } = verdictWith({});
  expect(validate(withoutShare)).toBe(false);
  expect(validate({ ...verdictWith({}), connectionMode: 'both' })).toBe(false);
});

test('the schema knows every kind of diagnosis that there are words for', () => {
  const kinds = Object.keys(DIAGNOSIS_WORDS);
  expect(kinds.length).toBeGreaterThan(40);
  expect(kindsIn('verdict.schema.json', 'Diagnosis').sort()).toEqual(kinds.sort());
});
