import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { markdownFilesIn } from '../markdown.js';
import { formattedJson } from './formatted-json.js';
import { rolloutSchema } from './rollout-schema.js';

const file = new URL('../../rollout.schema.json', import.meta.url).pathname;
const root = resolve(import.meta.dirname, '../../../..');

test('the schema is what types and flags say; npm run schemas -w canary-verify writes it anew', async () => {
  await expect(formattedJson(rolloutSchema())).toMatchFileSnapshot(file);
});

/** Every plan on a page of the repository. */
function plansOfPages(): { where: string; plan: Record<string, unknown> }[] {
  return markdownFilesIn(root).flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/```(?:yaml|json)\n([\s\S]*?)```/g)]
      .filter(([, text = '']) => /^\s*"?steps"?:/m.test(text) && /^\s*"?name"?: \S/m.test(text))
      .map(([, text = '']) => ({ where: page.slice(root.length), plan: parse(text) }))
      .filter(({ plan }) => Array.isArray(plan.steps) && 'target' in plan),
  );
}

describe('the schema of a plan file', () => {
  const validate = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(rolloutSchema());
  const plans = plansOfPages();

  test('is for plans that the pages have', () =>
    expect(plans.map(({ where }) => where)).toContain('/packages/canary-verify/docs/rollouts.md'));

  test.each(plans)('takes the plan of $where, and refuses it with a misspelt key', ({ plan }) => {
    expect(validate(plan), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ $schema: './rollout.schema.json', ...plan })).toBe(true);
    for (const misspelt of [
      { step: ['10%'] },
      { scale: { composed: 'shop/web+web-next' } },
      { on: { wors: 'pause' } },
      { steps: [{ share: '10%', bakes: '2s' }] },
      // What would do nothing.
      { expect: '10%' },
      { arm: '=> stable' },
    ])
      expect(validate({ ...plan, ...misspelt }), JSON.stringify(misspelt)).toBe(false);
  });

  test('takes every key that a plan may have', () => {
    const every = {
      ...{ name: 'shop', target: 'http://shop/version', setCommand: './set {share}', getCommand: './get' },
      ...{ drain: '3s', warmUp: '30s', maxErrors: '1%', rate: 50, confidence: '99.9%' },
      exchanged: true,
      on: { over: 'rollback', under: 'warn', undecided: 'pause', unmeasured: 'pause', worse: 'rollback' },
      scale: {
        setCommand: './scale {track} {count}',
        getCommand: './count {track}',
        backends: 'web+web-next',
      },
      steps: [
        { header: 'X-Canary: always', replicas: 2 },
        0.05,
        { share: '10%', tolerance: '2pp', bake: '10m', pause: '1h', otherwise: 'promote' },
        { share: '50%', pause: true },
      ],
    };
    expect(validate(every), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...every, steps: undefined })).toBe(false);
    expect(validate({ ...every, on: { over: 'ignore' } })).toBe(false);
    expect(validate({ ...every, steps: [{ share: '10%', otherwise: 'wait' }] })).toBe(false);
  });
});
