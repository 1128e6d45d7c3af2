import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { PACKAGES } from './pack.js';
import { run } from './run.js';

const packed = inject('packed');

test('canary-verify installs at most 5 packages and 5 MB; what topologies need is not among them', () => {
  const { project } = packed['canary-verify'];
  expect(packagesIn(project)).toEqual(['canary-verify', 'undici']);
  expect(bytesOnDisk(join(project, 'node_modules'))).toBeLessThanOrEqual(5_000_000);
});

test('service-kit brings only the way to Consul', () => {
  expect(packagesIn(packed['service-kit'].project)).toEqual(['consul', 'papi', 'service-kit', 'uuid']);
});

// What an entry is for, and whoever imports it has: optional peers, absent here.
const PEERS: Readonly<Record<string, string>> = { 'service-kit/discovery': 'undici' };

const entries = PACKAGES.flatMap((name) => {
  const { exports } = JSON.parse(readFileSync(join(packed[name].installed, 'package.json'), 'utf8'));
  return Object.keys(exports).map((path) => ({ name, entry: path.replace('.', name) }));
});

test('there are entries', () => expect(entries.length).toBeGreaterThan(10));

test.each(entries)('$entry is one and the same for import and require', async ({ name, entry }) => {
  const json = entry.endsWith('.json');
  const source = `
    const required = require('${entry}');
    import('${entry}'${json ? ", { with: { type: 'json' } }" : ''}).then((imported) => {
      const names = Object.keys(required);
      const same = names.filter((name) => ${json ? 'imported.default' : 'imported'}[name] === required[name]);
      console.log(names.length > 0 && ${json} || same.length === names.length);
    });`;
  const program = ['--no-warnings=ExperimentalWarning', '--input-type=commonjs', '--eval', source];
  const { stdout, stderr } = await run(
    ['node', ...(json ? program : program.slice(1))],
    packed[name].project,
  );
  const peer = PEERS[entry];
  if (peer !== undefined) return expect(stderr).toContain(`Cannot find package '${peer}'`);
  expect(stderr).toBe('');
  expect(stdout).toBe('true\n');
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
