import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { collectBuildInfo } from '../../src/build-info/collect.js';
import { OptionsError } from '../../src/index.js';
import { resolveOptions } from '../../src/options.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'build-info-'));
});
afterEach(() => rm(folder, { recursive: true }));

const git = (...argv: string[]) =>
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...argv], {
    cwd: folder,
    encoding: 'utf8',
  }).trim();

async function repository(): Promise<string> {
  git('init', '--quiet', '--initial-branch=trunk');
  git('remote', 'add', 'origin', 'https://user:t0ken@git.example/shop.git');
  await writeFile(join(folder, 'package.json'), JSON.stringify({ version: '3.2.1' }));
  git('add', '.');
  git('commit', '--quiet', '--message=one');
  return git('rev-parse', 'HEAD');
}

const now = new Date('2026-01-02T03:04:05Z');
const collect = (env: NodeJS.ProcessEnv = {}) => collectBuildInfo({ folder, env, now });

test('from git and package.json, without the credentials of the remote', async () => {
  const commit = await repository();
  expect(collect()).toEqual({
    version: '3.2.1',
    commit,
    branch: 'trunk',
    dirty: false,
    buildTime: '2026-01-02T03:04:05.000Z',
    build: null,
    source: 'https://git.example/shop.git',
  });
  await writeFile(join(folder, 'new'), '');
  expect(collect().dirty).toBe(true);
});

test('a detached commit has no branch', async () => {
  const commit = await repository();
  git('checkout', '--quiet', commit);
  expect(collect()).toMatchObject({ commit, branch: null });
});

test('outside a repository nothing is made up', () => {
  expect(collect()).toMatchObject({ version: null, commit: null, branch: null, dirty: null, source: null });
});

test('the CI system knows better than git, and the SERVICE_ variables better than both', async () => {
  await repository();
  const github = {
    GITHUB_ACTIONS: 'true',
    GITHUB_SHA: 'f'.repeat(40),
    GITHUB_REF_NAME: 'release',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'shop/message',
    GITHUB_RUN_ID: '7',
  };
  expect(collect(github)).toMatchObject({
    commit: 'f'.repeat(40),
    branch: 'release',
    source: 'https://github.com/shop/message',
    build: 'https://github.com/shop/message/actions/runs/7',
  });
  expect(collect({ ...github, SERVICE_COMMIT: 'abc', SERVICE_VERSION: '9.0.0' })).toMatchObject({
    commit: 'abc',
    version: '9.0.0',
  });
});

test.each([
  [
    'GitLab CI',
    { GITLAB_CI: 'true', CI_COMMIT_SHA: 'c', CI_COMMIT_REF_NAME: 'b', CI_PROJECT_URL: 's', CI_JOB_URL: 'u' },
  ],
  ['Jenkins', { JENKINS_URL: 'x', GIT_COMMIT: 'c', BRANCH_NAME: 'b', GIT_URL: 's', BUILD_URL: 'u' }],
  [
    'CircleCI',
    {
      CIRCLECI: 'true',
      CIRCLE_SHA1: 'c',
      CIRCLE_BRANCH: 'b',
      CIRCLE_REPOSITORY_URL: 's',
      CIRCLE_BUILD_URL: 'u',
    },
  ],
  [
    'Buildkite',
    {
      BUILDKITE: 'true',
      BUILDKITE_COMMIT: 'c',
      BUILDKITE_BRANCH: 'b',
      BUILDKITE_REPO: 's',
      BUILDKITE_BUILD_URL: 'u',
    },
  ],
])('%s', (_, env) => {
  expect(collect(env)).toMatchObject({ commit: 'c', branch: 'b', source: 's', build: 'u' });
});

test('a reproducible build has the time that it is told', () => {
  expect(collect({ SOURCE_DATE_EPOCH: '0' }).buildTime).toBe('1970-01-01T00:00:00.000Z');
});

const bin = fileURLToPath(new URL('../../bin/service-kit.js', import.meta.url));
const cli = (...argv: string[]) =>
  spawnSync(process.execPath, [bin, ...argv], { cwd: folder, encoding: 'utf8' });

test('the command writes the file that the service reads', async () => {
  const commit = await repository();
  const run = cli('build-info');
  expect([run.status, run.stderr]).toEqual([0, '']);
  expect(run.stdout).toContain(commit);
  const file = join(folder, 'build-info.json');
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ version: '3.2.1', commit });
  expect(cli('build-infos').status).toBe(4);
});

test('outside a repository the command says nothing of git', async () => {
  const run = cli('build-info');
  expect([run.status, run.stderr]).toEqual([0, '']);
  expect(JSON.parse(await readFile(join(folder, 'build-info.json'), 'utf8'))).toMatchObject({ commit: null });
});

describe('at boot', () => {
  const resolve = (files: Record<string, string>, env: NodeJS.ProcessEnv = {}, buildInfo?: string) =>
    resolveOptions(
      { handler: () => {}, name: 'message', ...(buildInfo && { buildInfo }) },
      {
        env,
        hostname: 'host-a',
        ownAddresses: [],
        filesIn: () => [],
        changedAt: () => 0,
        readFile: (path) => {
          const text = files[path];
          if (text === undefined) throw Object.assign(new Error('not there'), { code: 'ENOENT' });
          return text;
        },
      },
    );
  const info = JSON.stringify({ version: '3.2.1', commit: 'abc', dirty: true, branch: null });

  test('the file says it, and the environment overrides it', () => {
    const { build, identity } = resolve({ 'build-info.json': info }, { SERVICE_BRANCH: 'main' });
    expect(build).toMatchObject({ commit: 'abc', dirty: true, branch: 'main', source: null });
    expect(identity.version).toBe('3.2.1');
    expect(resolve({ 'build-info.json': info }, { SERVICE_VERSION: '4.0.0' }).identity.version).toBe('4.0.0');
  });

  test('without a file everything is unknown', () => {
    expect(resolve({}).build).toMatchObject({ commit: null, branch: null, dirty: null });
  });

  test.each([
    [{}, 'got "there.json": ENOENT'],
    [{ 'there.json': '{' }, 'got "there.json": not JSON'],
    [{ 'there.json': '{"commit":7}' }, 'got "there.json": its fields are text, true, false or null'],
  ])('a file that was named and is wrong is said', (files, problem) => {
    expect(() => resolve(files, {}, 'there.json')).toThrow(OptionsError);
    expect(() => resolve(files, {}, 'there.json')).toThrow(problem);
  });
});
