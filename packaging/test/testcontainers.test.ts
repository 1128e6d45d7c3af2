import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { SHOP_RUNS } from './docker.js';
import { fromRoot, run, succeed } from './run.js';

const { tarball } = inject('packed')['canary-verify'];
const {
  CONSUL_IMAGE = 'hashicorp/consul:1.20.6',
  HAPROXY_IMAGE = 'haproxy:3.0.25',
  SHOP_IMAGE,
} = process.env;

/** The container that cleans up is an image of its own, which not every machine has. */
const WITHOUT_CLEANER = { TESTCONTAINERS_RYUK_DISABLED: 'true' };

/** The newest of each major, and a Node that it runs on: 12 wants 22.22, which npm brings for Linux. */
const MAJORS = [
  { version: '11.14.0', node: null },
  { version: '12.2.0', node: `node-${process.platform}-${process.arch}@22.23.5` },
];

describe.each(MAJORS)('with testcontainers $version', ({ version, node }) => {
  const project = mkdtempSync(join(tmpdir(), 'testcontainers-'));
  afterAll(() => rmSync(project, { recursive: true }));

  beforeAll(async () => {
    writeFileSync(join(project, 'package.json'), '{ "private": true }');
    const npm = ['npm', 'install', '--ignore-scripts', '--engine-strict=false'] as const;
    const packages = [tarball, `testcontainers@${version}`, ...(node === null ? [] : [node])];
    await succeed([...npm, '--no-audit', '--no-fund', ...packages], project);
    for (const program of ['testcontainers.mts', 'testcontainers.cts'])
      copyFileSync(fromRoot(`packaging/consumers/${program}`), join(project, program));
  });

  test('programs are typed without casts, and compile', async () => {
    const tsc = ['node', fromRoot('packaging/node_modules/typescript/bin/tsc')] as const;
    const types = ['--types', 'node', '--typeRoots', fromRoot('node_modules/@types')];
    const options = ['--strict', '--target', 'es2022', '--module', 'nodenext', '--skipLibCheck'];
    const lib = ['--lib', 'es2023,esnext.disposable'];
    const programs = ['testcontainers.mts', 'testcontainers.cts'];
    expect(await run([...tsc, ...options, ...lib, ...types, ...programs], project)).toMatchObject({
      stdout: '',
      exitCode: 0,
    });
  });

  test('CommonJS has the classes that extend those of testcontainers', async () => {
    const done = await run([nodeOf(project), 'testcontainers.cjs'], project);
    expect(done).toEqual({ exitCode: 0, stdout: 'true true\n', stderr: '' });
  });

  if (!SHOP_RUNS)
    test.skip('containers: left out, because no Docker engine answers, or SHOP_IMAGE names no image', () => {});
  else {
    test('a split of containers is routed, reloaded and verified, and nothing is left', async () => {
      const images = [CONSUL_IMAGE, HAPROXY_IMAGE, SHOP_IMAGE ?? ''];
      const before = await containers();
      const done = await run([nodeOf(project), 'testcontainers.mjs', ...images], project, WITHOUT_CLEANER);
      expect(done).toEqual({ exitCode: 0, stdout: 'true matches\n', stderr: '' });
      expect(await containers()).toEqual(before);
    });

    test('the program of the page about test suites does what it says', async () => {
      const before = await containers();
      writeFileSync(join(project, 'shown.mjs'), shownProgram());
      const done = await run([nodeOf(project), 'shown.mjs'], project, WITHOUT_CLEANER);
      expect(done).toEqual({ exitCode: 0, stdout: 'the canary gets its half\n', stderr: '' });
      expect(await containers()).toEqual(before);
    });
  }
});

/** With the images that there are here. */
function shownProgram(): string {
  const page = readFileSync(fromRoot('packages/canary-verify/docs/test-suites.md'), 'utf8');
  const programs = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(([, program = '']) => program);
  const [shown = ''] = programs.filter((program) => program.includes("'canary-verify/testcontainers'"));
  return shown
    .replace('hashicorp/consul:1.20.6', CONSUL_IMAGE)
    .replace('haproxy:3.0.25', HAPROXY_IMAGE)
    .replace('own-shop', SHOP_IMAGE ?? 'own-shop');
}

/** The Node that was installed beside the library, or the one that runs this. */
function nodeOf(project: string): string {
  const own = join(project, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  return existsSync(own) ? own : process.execPath;
}

async function containers(): Promise<string[]> {
  const filter = ['--filter', 'label=org.testcontainers=true'];
  const listed = await succeed(['docker', 'ps', '--all', '--quiet', ...filter], '.');
  return listed.split('\n').sort();
}
