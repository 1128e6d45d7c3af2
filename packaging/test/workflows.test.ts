import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { parseAction } from '@actions/workflow-parser/actions/action-parser';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

// The parser and the schemas are GitHub's own.
const root = fileURLToPath(new URL('../..', import.meta.url));
const file = (name: string) => ({ name, content: readFileSync(join(root, name), 'utf8') });
const trace = new NoOperationTraceWriter();
const workflows = readdirSync(join(root, '.github/workflows')).map((name) => `.github/workflows/${name}`);

test.each(workflows)('%s is what GitHub takes', async (name) => {
  const { context, value } = parseWorkflow(file(name), trace);
  expect(context.errors.getErrors()).toEqual([]);
  if (value === undefined) throw new Error('no workflow');
  const { errors = [], jobs } = await convertWorkflowTemplate(context, value);
  expect(errors).toEqual([]);
  expect(jobs.length).toBeGreaterThan(0);
});

test('action.yml is what GitHub takes', () => {
  const { context, value } = parseAction(file('action.yml'), trace);
  expect(context.errors.getErrors()).toEqual([]);
  expect(value).toBeDefined();
});

test.each(workflows)('%s uses actions of others by commit, and starts without rights', (name) => {
  const { content } = file(name);
  for (const [, action = ''] of content.matchAll(/uses: (\S+)/g))
    expect(action).toMatch(/^\.\/|@[0-9a-f]{40}$/);
  expect(parse(content).permissions).toEqual({});
});

describe('the release', () => {
  const { jobs } = parse(file('.github/workflows/release.yml').content);

  test('comes after the tests, and may vouch for where the tarballs come from', () => {
    expect(jobs.release.needs).toBe('ci');
    expect(jobs.release.permissions['id-token']).toBe('write');
    for (const name of ['canary-verify', 'service-kit']) {
      const { publishConfig, repository } = JSON.parse(file(`packages/${name}/package.json`).content);
      expect(publishConfig).toEqual({ access: 'public', provenance: true });
      expect(repository).toMatchObject({ directory: `packages/${name}` });
    }
  });

  test('runs scripts that there are', () => {
    const { scripts } = JSON.parse(file('package.json').content);
    const named = [...JSON.stringify(jobs).matchAll(/npm run (\w+)/g)].map(([, script = '']) => script);
    expect(named).toEqual(['version', 'release']);
    for (const name of named) expect(scripts).toHaveProperty(name);
  });
});
