import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
async function runAction(
  inputs: Record<string, string>,
  checkout = folder,
  cache = npm,
): Promise<Finished & { outputs: string }> {
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
  const finished = await run(shell, checkout, { ...env, ...runner, ...cache });
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
    expect(done.outputs).toMatch(/^exit-code=0\nverdict=matches\nshare=0\.\d+\nreport=.*\.json\n$/);
    const [, report = ''] = /^report=(.*)$/m.exec(done.outputs) ?? [];
    expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({ verdict: 'matches' });
    expect(done.exitCode).toBe(0);
    expect(readFileSync(join(folder, 'summary'), 'utf8')).toContain('matches');
  });

  test('fails when the share differs, and says so in its outputs', async () => {
    await using server = await fakeNineAndOne();
    const done = await runAction({ expect: '40%', target: server.url, args: '--tolerance=2pp\n' });
    expect(done.outputs).toMatch(/^exit-code=1\nverdict=differs\n/);
    expect(done.exitCode).toBe(1);
  });

  test('with a wrong option it has the exit code of the command and no other output', async () => {
    const done = await runAction({ expect: 'banana' });
    expect(done.stderr).toContain('--expect must be a share');
    expect(done).toMatchObject({ outputs: 'exit-code=4\n', exitCode: 4 });
  });

  test('every output is what the step says', () => {
    const named = Object.entries<{ value: string }>(action.outputs);
    for (const [name, { value }] of named) {
      expect(value).toContain(`steps.verify.outputs.${name} `);
      expect(page).toContain(`| \`${name}\` |`);
    }
    expect(named.map(([name]) => name)).toEqual(['verdict', 'share', 'exit-code', 'report']);
  });

  const EVIL = "require('node:fs').writeFileSync('evil', ''); module.exports = { expect: '40%' };";
  test.each([
    ['nothing', {}],
    ["HAProxy's configuration", { args: '--config=haproxy.cfg' }],
  ])(
    'neither runs nor reads an options file of the checkout that is not asked for; asked is %s',
    async (_, inputs) => {
      const checkout = mkdtempSync(join(folder, 'checkout-'));
      writeFileSync(join(checkout, 'canary-verify.config.js'), EVIL);
      writeFileSync(
        join(checkout, 'haproxy.cfg'),
        'frontend f\n  bind :80\n  default_backend b\nbackend b\n',
      );
      await using server = await fakeNineAndOne();
      const done = await runAction({ expect: '10%', target: server.url, ...inputs }, checkout);
      expect(done.exitCode, done.stderr).toBe(0);
      expect(existsSync(join(checkout, 'evil'))).toBe(false);
    },
  );

  test('runs the options file that is asked for', async () => {
    const checkout = mkdtempSync(join(folder, 'checkout-'));
    writeFileSync(join(checkout, 'options.js'), EVIL);
    await using server = await fakeNineAndOne();
    expect(await runAction({ target: server.url, config: 'options.js' }, checkout)).toMatchObject({
      exitCode: 1,
    });
    expect(existsSync(join(checkout, 'evil'))).toBe(true);
  });

  test('asks no registry that the checkout names', async () => {
    const checkout = mkdtempSync(join(folder, 'checkout-'));
    // Nobody listens there, and nothing is kept from earlier.
    writeFileSync(join(checkout, '.npmrc'), 'registry=http://127.0.0.1:1/\nfetch-retries=0\n');
    rmSync(join(folder, 'canary-verify'), { recursive: true, force: true });
    const cache = { npm_config_cache: join(checkout, 'npm') };
    await using server = await fakeNineAndOne();
    const done = await runAction({ expect: '10%', target: server.url }, checkout, cache);
    expect(done.exitCode, done.stderr).toBe(0);
  });

  test('that cannot be installed has exit code 70, no verdict, and nothing of an earlier run', async () => {
    const done = await runAction({ expect: '10%', version: 'file:/nowhere.tgz' });
    expect(done).toMatchObject({ exitCode: 70, outputs: 'exit-code=70\n' });
    expect(existsSync(join(folder, 'canary-verify/report.md'))).toBe(false);
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
      const inImage = uses === `canary-verify/canary-verify/ci@v${version}`;
      if (!inImage) expect(uses).toBe(`canary-verify/canary-verify@v${version}`);
      const { inputs: known } = inImage ? parse(read('ci/action.yml')) : action;
      for (const name of Object.keys(inputs)) expect(known).toHaveProperty(name);
      await using server = await fakeNineAndOne();
      expect(await runAction({ ...inputs, target: server.url })).toMatchObject({ exitCode: 0 });
    },
  );
});

describe('the GitHub action as an image, without the container', () => {
  const image = parse(read('ci/action.yml'));

  /** Its entry point, as GitHub hands in inputs; the command is that of the packed tarball. */
  async function runEntry(inputs: Record<string, string>): Promise<Finished & { outputs: string }> {
    const output = join(folder, 'image-output');
    writeFileSync(output, '');
    const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
    const { project } = inject('packed')['canary-verify'];
    const done = await run([join(root, 'ci/github-image.sh')], folder, {
      ...Object.fromEntries(given),
      PATH: `${join(project, 'node_modules/.bin')}:${process.env.PATH}`,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: join(folder, 'image-summary'),
    });
    return { ...done, outputs: readFileSync(output, 'utf8') };
  }

  test('has the inputs of the other one, and a token in the place of a version', () => {
    const own = Object.keys(image.inputs).filter((name) => name !== 'token');
    expect(own).toEqual(Object.keys(action.inputs).filter((name) => name !== 'version'));
    expect(Object.keys(image.outputs)).toEqual(
      Object.keys(action.outputs).filter((name) => name !== 'report'),
    );
    expect(image.runs).toEqual({ using: 'docker', image: 'Dockerfile' });
    expect(read('ci/Dockerfile')).toContain(`ghcr.io/canary-verify/canary-verify:${version}\n`);
  });

  test('passes or fails, annotates, and gives its outputs', async () => {
    await using server = await fakeNineAndOne();
    const right = await runEntry({ expect: '10%', target: server.url });
    expect(right.stdout).toContain('::notice title=canary-verify%3A matches::');
    expect(right.outputs).toMatch(/^exit-code=0\nverdict=matches\nshare=0\.\d+\n/);
    expect(right.exitCode).toBe(0);
    const wrong = await runEntry({ expect: '40%', target: server.url, args: '--tolerance=2pp\n' });
    expect(wrong).toMatchObject({
      exitCode: 1,
      outputs: expect.stringMatching(/^exit-code=1\nverdict=differs\n/),
    });
  });

  test('takes inputs for data, and says what is wrong with them', async () => {
    const evil = '$(touch evil-image); `touch evil-image`';
    const done = await runEntry({ expect: evil, target: evil, args: evil });
    expect(done).toMatchObject({ exitCode: 4, outputs: 'exit-code=4\n' });
    expect(existsSync(join(folder, 'evil-image'))).toBe(false);
  });

  test('a comment that cannot be written warns, and the verdict stays', async () => {
    await using server = await fakeNineAndOne();
    const done = await runEntry({ expect: '40%', target: server.url, comment: 'canary' });
    expect(done.stdout).toContain('::warning title=canary-verify::no comment was written');
    expect(done.exitCode).toBe(1);
  });
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
