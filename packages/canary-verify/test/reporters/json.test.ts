import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { jsonReport } from '../../src/reporters/json.js';
import { verdictWith } from './verdicts.js';

const schema = JSON.parse(readFileSync(new URL('../../verdict.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

test.each([
  verdictWith({}),
  verdictWith({ verdict: 'unmeasured', exitCode: 3, share: null, interval: null, failures: { refused: 10 } }),
])('what is printed fits the published schema', (verdict) => {
  expect(validate(JSON.parse(jsonReport(verdict))), JSON.stringify(validate.errors)).toBe(true);
});

test('the schema is not satisfied by anything', () => {
  const { share: _, ...withoutShare } = verdictWith({});
  expect(validate(withoutShare)).toBe(false);
});
