import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { pageCalled } from '../output/pages.js';

const fromRoot = (file: string) => readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8');
const page = pageCalled('supported').text;

/** The cell of a column in the row that begins so. */
function cell(row: string, column: 'versions' | 'tested'): string {
  const [, cells = ''] = new RegExp(`^\\| ${row} \\| (.+) \\|$`, 'm').exec(page) ?? [];
  return cells.split(' | ')[column === 'versions' ? 0 : 1] ?? '';
}

test('the versions of Node are those that the package asks for', () => {
  const { engines } = JSON.parse(fromRoot('packages/canary-verify/package.json'));
  const [, first, second] = /^\^(\d+\.\d+)\.0 \|\| >=(\d+\.\d+)\.0$/.exec(engines.node) ?? [];
  expect(cell('Node', 'versions')).toBe(`${first} and later in Node 20, ${second} and later`);
});

test('the versions of Node that are tested are those of CI', () => {
  const { node } = parse(fromRoot('.github/workflows/ci.yml')).jobs.test.strategy.matrix;
  expect(cell('Node', 'tested')).toBe(
    `the whole suite on ${node.slice(0, -1).join(', ')} and ${node.at(-1)}, at every change`,
  );
});

test('the versions of HAProxy are those that the toolbox brings', () => {
  const sources = fromRoot('packages/canary-verify/src/topology/toolbox/haproxy-versions.ts');
  const brought = [...sources.matchAll(/\['([\d.]+)', '\w+'\]/g)].map(([, version = '']) => version);
  expect(brought.length).toBeGreaterThan(1);
  for (const version of brought) expect(cell('HAProxy', 'tested')).toContain(version);
  expect(cell('HAProxy', 'versions')).toBe(`${brought[0]} and later`);
});

test('the version of Consul is that of the toolbox, and the broken one is named', () => {
  const sources = fromRoot('packages/canary-verify/src/topology/toolbox/consul-release.ts');
  const [, version = '-'] = /CONSUL_VERSION = '([\d.]+)\.\d+'/.exec(sources) ?? [];
  const [, broken = '-'] =
    /([\d.]+) answers SRV queries in a way that HAProxy cannot use/.exec(sources) ?? [];
  expect(cell('Consul', 'tested')).toContain(version);
  expect(cell('Consul', 'versions')).toContain(`not ${broken}`);
});
