import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { parseAction } from '@actions/workflow-parser/actions/action-parser';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { run, succeed } from './run.js';

// The parser and the schemas are GitHub's own.
const root = fileURLToPath(new URL('../..', import.meta.url));
const file = (name: string) => ({ name, content: readFileSync(join(root, name), 'utf8') });
const trace = new NoOperationTraceWriter();
const workflows = [
  ...readdirSync(join(root, '.github/workflows')).map((name) => `.github/workflows/${name}`),
  'packages/canary-verify/templates/init/.github/workflows/canary.yml',
  'examples/verify-in-ci/canary.yml',
];

test.each(workflows)('%s is what GitHub takes', async (name) => {
  const { context, value } = parseWorkflow(file(name), trace);
  expect(context.errors.getErrors()).toEqual([]);
  if (value === undefined) throw new Error('no workflow');
  const { errors = [], jobs } = await convertWorkflowTemplate(context, value);
  expect(errors).toEqual([]);
  expect(jobs.length).toBeGreaterThan(0);
});

test.each(['action.yml', 'ci/action.yml'])('%s is what GitHub takes', (name) => {
  const { context, value } = parseAction(file(name), trace);
  expect(context.errors.getErrors()).toEqual([]);
  expect(value).toBeDefined();
});

test.each(workflows)('%s uses actions of others by commit, and starts without rights', (name) => {
  const { content } = file(name);
  for (const [, action = ''] of content.matchAll(/uses: (\S+)/g))
    expect(action).toMatch(/^\.\/|@[0-9a-f]{40}$/);
  expect(parse(content).permissions).toEqual({});
});

test('each night the changes of every part are tried, and all that a part names is there', () => {
  // Without a part it lists them all; a glob that matches no file it names instead.
  const { stderr } = spawnSync(process.execPath, ['mutants/run.mjs'], { cwd: root, encoding: 'utf8' });
  const [, listed = stderr] = /^mutants wants parts, any of (.*); got none\n$/.exec(stderr) ?? [];
  const { jobs } = parse(file('.github/workflows/mutants.yml').content);
  expect(listed.split(', ').sort()).toEqual(jobs.mutants.strategy.matrix.part.toSorted());
});

describe('each night', () => {
  const { jobs } = parse(file('.github/workflows/nightly.yml').content);
  const { content: page } = file('packages/canary-verify/docs/supported.md');

  test('the smoke suite runs on each Node with each HAProxy that the page names', () => {
    const { matrix } = jobs.smoke.strategy;
    const [, nodes = ''] = /^\| Node \|.*\| the whole suite on (.*?), at every change/m.exec(page) ?? [];
    expect(matrix.node.join(', ')).toBe(nodes.replace(' and ', ', '));
    expect(matrix.node).toEqual(
      parse(file('.github/workflows/ci.yml').content).jobs.test.strategy.matrix.node,
    );
    for (const version of matrix.haproxy) expect(page).toContain(version);
    expect(jobs.smoke.steps.at(-1).run).toBe('npm run smoke -- --haproxy "$HAPROXY"');
  });

  test('the smoke suite is of tests that there are', () => {
    const suite: Record<string, string[]> = JSON.parse(file('testing/smoke.json').content);
    const files = Object.entries(suite).flatMap(([where, names]) => names.map((name) => `${where}/${name}`));
    expect(files.length).toBeGreaterThan(5);
    for (const name of files) expect(existsSync(join(root, name)), name).toBe(true);
  });

  test('a version that npm does not have ends it with the reason', () => {
    const done = spawnSync(process.execPath, ['testing/smoke.mjs', '--node', '0.0.1'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(done.status).not.toBe(0);
    expect(done.stderr).toContain('@0.0.1');
  });
});

test('the site is published from main, with the rights of that job alone', () => {
  const { jobs, on } = parse(file('.github/workflows/site.yml').content);
  expect(on.push).toEqual({ branches: ['main'] });
  const scripts = jobs.build.steps.flatMap(({ run: line = '' }: { run?: string }) => line || []);
  expect(scripts).toEqual(['npm ci --no-audit --no-fund', 'npm run build', 'npm run site']);
  expect(jobs.build.steps.at(-1).with.path).toBe('site/dist');
  expect(jobs.build.permissions).toEqual({ contents: 'read' });
  expect(jobs.publish.permissions).toEqual({ pages: 'write', 'id-token': 'write' });
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

  test('pushes an image of what was published, with its origin and its parts', () => {
    const { needs, if: condition, permissions, steps } = jobs.image;
    expect({ needs, condition }).toEqual({
      needs: 'release',
      condition: "needs.release.outputs.version != ''",
    });
    expect(jobs.release.outputs.version).toContain('steps.tag.outputs.version');
    expect(permissions).toEqual({ contents: 'read', packages: 'write' });
    const { with: build } = steps.find(({ uses = '' }: { uses?: string }) =>
      uses.startsWith('docker/build-push-action@'),
    );
    expect(build).toMatchObject({
      push: true,
      provenance: 'mode=max',
      sbom: true,
      platforms: 'linux/amd64,linux/arm64',
    });
    const dockerfile = file(build.file).content;
    for (const [, name] of build['build-args'].matchAll(/^(\w+)=/gm))
      expect(dockerfile).toContain(`ARG ${name}=`);
    const { content: page } = file('packages/canary-verify/docs/container.md');
    for (const tag of build.tags.trim().split('\n')) expect(page).toContain(tag.split(':')[0]);
  });

  test('makes the single files of four machines, and attaches them with their sums and the formula', async () => {
    const { matrix } = jobs['single-files'].strategy;
    const machines: string[] = matrix.include.map(({ machine }: { machine: string }) => machine);
    const { steps, permissions, needs } = jobs.attach;
    expect(needs).toEqual(['release', 'single-files']);
    expect(permissions).toEqual({ contents: 'write', 'id-token': 'write', attestations: 'write' });
    const { run: script } = steps.find(({ run: lines = '' }: { run?: string }) =>
      lines.includes('sha256sum'),
    );
    const folder = mkdtempSync(join(tmpdir(), 'attach-'));
    mkdirSync(join(folder, 'files'));
    symlinkSync(join(root, 'packaging'), join(folder, 'packaging'));
    for (const machine of machines)
      writeFileSync(join(folder, `files/canary-verify-${machine}.tar.gz`), machine);
    const done = await run(['bash', '-e', '-c', script], folder, { VERSION: '1.2.3' });
    expect(done.exitCode, done.stderr).toBe(0);
    const formula = readFileSync(join(folder, 'files/canary-verify.rb'), 'utf8');
    const sums = readFileSync(join(folder, 'files/SHA256SUMS'), 'utf8').trim().split('\n');
    expect(sums).toHaveLength(4);
    for (const line of sums) expect(formula).toContain(`sha256 "${line.slice(0, 64)}"`);
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['a new version', '', '0.1.0'],
    ['a version that has its tag', 'refs/tags/v0.1.0', ''],
  ])('tags %s, and hands on only what is new', async (_, tagged, handedOn) => {
    const folder = mkdtempSync(join(tmpdir(), 'release-'));
    // A real repository, and another one as its origin.
    const origin = join(folder, 'origin.git');
    const clone = join(folder, 'clone');
    const git = (...args: string[]) => succeed(['git', '-C', clone, ...args], folder);
    await succeed(['git', 'init', '--quiet', '--bare', origin], folder);
    await succeed(['git', 'init', '--quiet', clone], folder);
    mkdirSync(join(clone, 'packages/canary-verify'), { recursive: true });
    writeFileSync(join(clone, 'packages/canary-verify/package.json'), '{ "version": "0.1.0" }');
    await git('remote', 'add', 'origin', origin);
    await git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--allow-empty', '-m', 'one');
    if (tagged !== '') await git('push', '--quiet', 'origin', `HEAD:${tagged}`);
    const output = join(folder, 'output');
    writeFileSync(output, '');
    const { run: script } = jobs.release.steps.find(({ id }: { id?: string }) => id === 'tag');
    const done = await run(['bash', '-e', '-c', script], clone, { GITHUB_OUTPUT: output });
    expect(done.exitCode, done.stderr).toBe(0);
    expect(readFileSync(output, 'utf8')).toBe(handedOn === '' ? '' : `version=${handedOn}\n`);
    expect(await git('ls-remote', 'origin')).toContain('refs/tags/v0.1.0');
    rmSync(folder, { recursive: true });
  });

  test('runs scripts that there are', () => {
    const { scripts } = JSON.parse(file('package.json').content);
    const named = [...JSON.stringify(jobs).matchAll(/npm run (\w+)/g)].map(([, script = '']) => script);
    expect(named).toEqual(['version', 'release']);
    for (const name of named) expect(scripts).toHaveProperty(name);
  });
});

describe('dependabot.yml', () => {
  const { version, updates } = parse(file('.github/dependabot.yml').content);

  /** The keys that GitHub documents, as far as they are used here. */
  const KEYS = 'package-ecosystem directory schedule versioning-strategy cooldown groups ignore'.split(' ');

  test('updates npm, the actions and images, some days after a release', () => {
    expect(version).toBe(2);
    expect(updates.map((one: Update) => one['package-ecosystem'])).toEqual([
      'npm',
      'github-actions',
      'docker',
    ]);
    for (const update of updates) {
      expect(KEYS).toEqual(expect.arrayContaining(Object.keys(update)));
      expect(update.schedule).toEqual({ interval: 'weekly' });
      expect(update.cooldown['default-days']).toBeGreaterThanOrEqual(3);
    }
    // GitHub refuses the file when actions have these keys.
    expect(Object.keys(updates[1].cooldown)).toEqual(['default-days']);
  });

  test('sees every image that a file of this repository names', () => {
    const [, , { directory, ignore }] = updates;
    const seen = [...file(`${directory.slice(1)}/Dockerfile`).content.matchAll(/^FROM (\S+) AS \w+$/gm)];
    const images = seen.map(([, image = '']) => image);
    const names = images.map((image) => image.split(':')[0] ?? '');
    for (const { 'dependency-name': name } of ignore) expect(names).toContain(name);
    const files = spawnSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).stdout.trim().split('\n');
    const naming = files.filter((name) => /(ockerfile|compose.*\.ya?ml|stack\.yaml|swarm\.yaml)$/.test(name));
    const named = naming.flatMap((name) =>
      [...file(name).content.matchAll(/(?:^FROM |^ARG \w+=|image: |:-)["']?([a-z][\w./-]*:\d[\w.-]*)/gm)].map(
        ([, image = '']) => image,
      ),
    );
    // Our own image is of our own version.
    const others = named.filter((image) => !image.includes('canary-verify'));
    expect(new Set(others)).toEqual(new Set(images));
  });

  test('groups the development dependencies without their majors', () => {
    expect(updates[0].groups).toEqual({
      development: { 'dependency-type': 'development', 'update-types': ['minor', 'patch'] },
    });
  });

  test('holds back majors of packages that are in use', () => {
    const held: Held[] = updates[0].ignore;
    const names = held.map((one) => one['dependency-name']);
    expect(names).toEqual(expect.arrayContaining(['undici', 'vitest', 'dependency-cruiser', 'typescript']));
    for (const name of names) expect(usedPackages()).toContain(name);
    for (const { versions, 'update-types': types } of held)
      expect(versions ?? types).toEqual(versions ? ['>6.6.0'] : ['version-update:semver-major']);
  });
});

interface Update {
  'package-ecosystem': string;
}

interface Held {
  'dependency-name': string;
  versions?: string[];
  'update-types'?: string[];
}

/** What any package.json of the workspace names. */
function usedPackages(): string[] {
  const folders = ['packages', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
  );
  return ['.', 'packaging', ...folders]
    .map((folder) => `${folder}/package.json`)
    .filter((name) => existsSync(join(root, name)))
    .flatMap((name) => {
      const { dependencies, devDependencies } = JSON.parse(file(name).content);
      return Object.keys({ ...dependencies, ...devDependencies });
    });
}

describe('the forms for issues', () => {
  const folder = '.github/ISSUE_TEMPLATE';
  const forms = readdirSync(join(root, folder)).filter((name) => name !== 'config.yml');

  test('are those for bugs, features and wrong verdicts', () =>
    expect(forms.sort()).toEqual(['bug.yml', 'feature.yml', 'wrong-verdict.yml']));

  test.each(forms)('%s is a form that GitHub takes', (name) => {
    const form = parse(file(`${folder}/${name}`).content);
    expect(Object.keys(form)).toEqual(['name', 'description', 'labels', 'body']);
    for (const field of form.body) {
      expect(['input', 'textarea']).toContain(field.type);
      expect(['type', 'id', 'attributes', 'validations']).toEqual(expect.arrayContaining(Object.keys(field)));
      expect(['label', 'description', 'render']).toEqual(
        expect.arrayContaining(Object.keys(field.attributes)),
      );
      expect(field.attributes.label).toMatch(/\S/);
      expect(field.validations ?? { required: true }).toEqual({ required: true });
    }
    const ids = form.body.map(({ id }: { id: string }) => id);
    for (const id of ids) expect(id).toMatch(/^[\w-]+$/);
    expect(new Set(ids).size).toBe(ids.length);
    expect(form.body.some((field: { validations?: unknown }) => field.validations)).toBe(true);
  });

  test.each(['bug.yml', 'wrong-verdict.yml'])('%s asks for command, output, HAProxy and Consul', (name) => {
    const { body } = parse(file(`${folder}/${name}`).content);
    const required = body.filter((field: { validations?: unknown }) => field.validations);
    expect(required.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining(['command', 'output', 'haproxy', 'consul']),
    );
  });

  test('lead to a private report', () => {
    const { blank_issues_enabled: blank, contact_links: links } = parse(file(`${folder}/config.yml`).content);
    expect(blank).toBe(false);
    for (const link of links) expect(Object.keys(link)).toEqual(['name', 'url', 'about']);
    expect(links[0].url).toMatch(/\/security\/advisories\/new$/);
    expect(file('SECURITY.md').content).toContain(links[0].url);
  });
});
