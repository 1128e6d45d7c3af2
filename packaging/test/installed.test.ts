import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { PACKAGES } from './pack.js';
import { fromRoot, run } from './run.js';

const packed = inject('packed');

test('canary-verify installs at most 5 packages and 5 MB; what topologies need is not among them', () => {
  const { project } = packed['canary-verify'];
  expect(packagesIn(project)).toEqual(['canary-verify', 'undici']);
  expect(bytesOnDisk(join(project, 'node_modules'))).toBeLessThanOrEqual(5_000_000);
});

test('service-kit brings only the way to Consul and to other services', () => {
  expect(packagesIn(packed['service-kit'].project)).toEqual([
    'consul',
    'papi',
    'service-kit',
    'undici',
    'uuid',
  ]);
});

const entries = PACKAGES.flatMap((name) => {
  const { exports } = JSON.parse(readFileSync(join(packed[name].installed, 'package.json'), 'utf8'));
  return Object.keys(exports).map((path) => ({ name, entry: path.replace('.', name) }));
});

/** These extend a library of the suite: without it there is nothing to load. */
const EXTENDING = ['canary-verify/vitest', 'canary-verify/jest', 'canary-verify/testcontainers'];
const byThemselves = entries.filter(({ entry }) => !EXTENDING.includes(entry));

test('there are entries', () => expect(byThemselves.length).toBeGreaterThan(10));

test.each(EXTENDING)('%s without what it extends says which package is missing', async (entry) => {
  const program = ['--input-type=module', '--eval', `import '${entry}'`];
  const done = await run(['node', ...program], packed['canary-verify'].project);
  expect(done.stderr).toMatch(/Cannot find (package|module) '(vitest|@jest\/globals|testcontainers)'/);
});

test.each(byThemselves)('$entry is one and the same for import and require', async ({ name, entry }) => {
  const same = entry.endsWith('.json')
    ? `console.log(typeof require('${entry}') === 'object');`
    : `import('${entry}').then((imported) => {
         const required = Object.entries(require('${entry}'));
         console.log(required.length > 0 && required.every(([name, value]) => value === imported[name]));
       });`;
  const done = await run(['node', '--input-type=commonjs', '--eval', same], packed[name].project);
  expect(done).toEqual({ exitCode: 0, stdout: 'true\n', stderr: '' });
});

test('whoever imports canary-verify loads few modules', async () => {
  const count = ['--import', fromRoot('packaging/test/count-modules.mjs')];
  const program = ['--input-type=module', '--eval', "import 'canary-verify'"];
  const done = await run(['node', ...count, ...program], packed['canary-verify'].project);
  const [, modules = 'none'] = /^modules: (\d+)$/m.exec(done.stdout) ?? [];
  expect(Number(modules)).toBeGreaterThan(5);
  expect(Number(modules)).toBeLessThanOrEqual(110);
});

/** Names, as npm notes them. */
function packagesIn(project: string): string[] {
  const { packages } = JSON.parse(readFileSync(join(project, 'node_modules/.package-lock.json'), 'utf8'));
  return Object.keys(packages).map((path) => path.replace('node_modules/', ''));
}

/** What files take in blocks of the file system, as `du` counts. */
function bytesOnDisk(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => lstatSync(join(folder, path)).blocks * 512)
    .reduce((sum, bytes) => sum + bytes, 0);
}
