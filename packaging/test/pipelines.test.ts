import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { parse } from 'yaml';
import { fakeNineAndOne } from './replicas.js';
import { type Finished, run } from './run.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const { tarball } = inject('packed')['canary-verify'];
const { version } = JSON.parse(read('packages/canary-verify/package.json'));
const folder = mkdtempSync(join(tmpdir(), 'pipeline-'));
// What npx keeps goes away with the tests.
const npm = { npm_config_cache: join(folder, 'npm') };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const action = parse(read('action.yml'));
const [step] = action.runs.steps;
const page = read('packages/canary-verify/docs/pipelines.md');
const snippets = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml);

/** The step of the action as GitHub's runner runs it; the packed tarball is the version, in the place of a registry's. */
async function runAction(inputs: Record<string, string>): Promise<Finished & { outputs: string }> {
  const output = join(folder, 'output');
  const summary = join(folder, 'summary');
  const script = join(folder, 'step.sh');
  writeFileSync(output, '');
  writeFileSync(script, step.run);
  const all: Record<string, string> = { version: `file:${tarball}`, ...inputs };
  const env = Object.fromEntries(
    Object.entries<string>(step.env).map(([name, expression]) => [name, all[inputOf(expression)] ?? '']),
  );
  const runner = {
    RUNNER_TEMP: folder,
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_ACTION_PATH: root,
  };
  const shell = ['bash', '--noprofile', '--norc', '-eo', 'pipefail', script] as const;
  const finished = await run(shell, folder, { ...env, ...runner, ...npm });
  return { ...finished, outputs: readFileSync(output, 'utf8') };
}

function inputOf(expression: string): string {
  const [, name = ''] = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(expression) ?? [];
  expect(action.inputs, expression).toHaveProperty(name);
  return name;
}

describe('the GitHub action', () => {
  test('passes, annotates and gives its outputs', async () => {
    await using server = await fakeNineAndOne();
    const done = await runAction({ expect: '10%', target: server.url });
    expect(done.stdout).toContain('::notice title=canary-verify%3A matches::');
    expect(done.outputs).toMatch(/^verdict=matches\nshare=0\.\d+\n$/);
    expect(done.exitCode).toBe(0);
    expect(readFileSync(join(folder, 'summary'), 'utf8')).toContain('matches');
  });

  test('fails when the share differs, and says so in its outputs', async () => {
    await using server = await fakeNineAndOne();
    const done = await runAction({ expect: '40%', target: server.url, args: '--tolerance=2pp\n' });
    expect(done.outputs).toMatch(/^verdict=differs\n/);
    expect(done.exitCode).toBe(1);
  });

  test('with a wrong option it has no outputs and the exit code of the command', async () => {
    const done = await runAction({ expect: 'banana' });
    expect(done.stderr).toContain('--expect must be a share');
    expect(done).toMatchObject({ outputs: '', exitCode: 4 });
  });

  test('takes inputs for data, whatever the shell would make of them', async () => {
    const evil = '$(touch evil); `touch evil`" \'; touch evil #';
    const done = await runAction({ expect: evil, target: evil, args: evil });
    expect(done.exitCode).toBe(4);
    expect(() => readFileSync(join(folder, 'evil'))).toThrow('ENOENT');
    for (const { run: script = '' } of action.runs.steps) expect(script).not.toContain('${{');
  });

  test('runs the version that it was released with', async () => {
    const own = /own='(.+)'/.exec(step.run)?.[1] ?? '';
    const done = await run(['node', '-p', own], folder, { GITHUB_ACTION_PATH: root });
    expect(done.stdout).toBe(`${version}\n`);
  });

  test.each(snippets.filter((yaml) => yaml.startsWith('- uses')))(
    'as the page shows it: %s',
    async (yaml) => {
      const [{ uses, with: inputs }] = parse(yaml);
      expect(uses).toBe(`canary-verify/canary-verify@v${version}`);
      for (const name of Object.keys(inputs)) expect(action.inputs).toHaveProperty(name);
      await using server = await fakeNineAndOne();
      expect(await runAction({ ...inputs, target: server.url })).toMatchObject({ exitCode: 0 });
    },
  );
});

test('the job for GitLab, as the page shows it, passes and leaves a JUnit report', async () => {
  const shown = parse(snippets.find((yaml) => yaml.startsWith('include')) ?? '');
  expect(shown.include).toMatch(new RegExp(`/v${version}/ci/gitlab\\.yml$`));
  const { 'canary-verify': job } = parse(read('ci/gitlab.yml'));
  const script = job.script.join('\n');
  expect(script).toContain(`canary-verify@${version} `);
  await using server = await fakeNineAndOne();
  const fromTarball = script.replace(`canary-verify@${version}`, `canary-verify@file:${tarball}`);
  const variables = { ...npm, ...shown['canary-verify'].variables, CANARY_VERIFY_TARGET: server.url };
  expect(await run(['bash', '-e', '-c', fromTarball], folder, variables)).toMatchObject({ exitCode: 0 });
  expect(readFileSync(join(folder, job.artifacts.reports.junit), 'utf8')).toMatch(/^<\?xml .*\n<testsuites/);
});
