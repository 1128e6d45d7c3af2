import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fromRoot } from './run.js';

const page = readFileSync(fromRoot('CONTRIBUTING.md'), 'utf8');
const [, map = ''] = /## Where things are[\s\S]*?```\n([\s\S]*?)```/.exec(page) ?? [];
const [, verifyPart = ''] =
  /^packages\/canary-verify\/src\/\n([\s\S]*?)^packages\/service-kit/m.exec(map) ?? [];
const [, kitPart = ''] = /^packages\/service-kit\/src\/\n([\s\S]*?)^packages\/canary/m.exec(map) ?? [];

test("the map of CONTRIBUTING has canary-verify's root and folders, word for word", () => {
  const source = fromRoot('packages/canary-verify/src');
  const root = readdirSync(source).map((name) => shown(source, name));
  expect(namesAt(verifyPart, 2).sort()).toEqual(root.sort());
});

test.each(['haproxy', 'explain', 'topology', 'cli'])(
  'the map of CONTRIBUTING has each folder of %s/',
  (folder) => {
    const inside = fromRoot(`packages/canary-verify/src/${folder}`);
    const folders = readdirSync(inside).filter((name) => statSync(join(inside, name)).isDirectory());
    const [, part = ''] = new RegExp(`^  ${folder}/.*\\n((?: {4,}.*\\n)*)`, 'm').exec(verifyPart) ?? [];
    expect(namesAt(part, 4).sort()).toEqual(folders.map((name) => `${name}/`).sort());
  },
);

test('what the map of CONTRIBUTING names in service-kit exists', () => {
  const names = namesAt(kitPart, 2);
  expect(names.length).toBeGreaterThan(5);
  expect(names.filter((name) => !existsSync(fromRoot(`packages/service-kit/src/${name}`)))).toEqual([]);
});

/** The names in a part of the map that are indented so far. */
function namesAt(part: string, indent: number): string[] {
  return [...part.matchAll(new RegExp(`^ {${indent}}(\\S+)`, 'gm'))].map(([, name = '']) => name);
}

function shown(folder: string, name: string): string {
  return statSync(join(folder, name)).isDirectory() ? `${name}/` : name;
}
