import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { projectTemplate } from '../../src/cli/project-template.js';

const bin = fileURLToPath(new URL('../../bin/canary-verify.js', import.meta.url));
const paths = projectTemplate().map(({ path }) => path);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function init(...argv: string[]) {
  return spawnSync(process.execPath, [bin, 'init', ...argv], { cwd: folder, encoding: 'utf8' });
}

/** Files and folders below, by their paths. */
const found = (below = '') => readdirSync(join(folder, below), { recursive: true, encoding: 'utf8' }).sort();

test('init writes every file of the template, and says which, and what to run next', () => {
  const { status, stdout, stderr } = init('my canary');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  for (const path of paths) {
    expect(stdout).toContain(`\n  ${path}\n`);
    expect(existsSync(join(folder, 'my canary', path)), path).toBe(true);
  }
  expect(stdout).toContain("  next  cd 'my canary' && npm install\n        npm test\n");
});

test('the written project asks for the version of canary-verify that wrote it', () => {
  init();
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
  const { version } = read(fileURLToPath(new URL('../../package.json', import.meta.url)));
  expect(read(join(folder, 'package.json')).devDependencies['canary-verify']).toBe(`^${version}`);
});

test('init overwrites nothing: it names the files that are there and writes none', () => {
  writeFileSync(join(folder, 'compose.yaml'), 'mine');
  writeFileSync(join(folder, 'package.json'), '{}');
  const { status, stdout, stderr } = init();
  expect({ status, stdout }).toEqual({ status: 4, stdout: '' });
  expect(stderr).toContain('in "." there is compose.yaml, package.json; name a new folder');
  expect(found()).toEqual(['compose.yaml', 'package.json']);
  expect(readFileSync(join(folder, 'compose.yaml'), 'utf8')).toBe('mine');
});

test('init writes beside files that it has no use for', () => {
  writeFileSync(join(folder, 'README.md'), 'mine');
  expect(init().status).toBe(0);
  expect(found()).toContain('README.md');
});

test('init takes back what it has written when a later file cannot be written', () => {
  // A file where a folder is needed, late in the order.
  mkdirSync(join(folder, 'project'));
  writeFileSync(join(folder, 'project/service'), '');
  const { status, stderr } = init('project');
  expect(status).toBe(70);
  expect(stderr).toMatch(/the project could not be written to ".*server\.mjs": E/);
  expect(found('project')).toEqual(['service']);
});

test('init refuses a file in the place of the folder', () => {
  writeFileSync(join(folder, 'project'), '');
  const { status, stderr } = init('project');
  expect(status).toBe(4);
  expect(stderr).toContain('init must have a folder to write to; got "project"');
});
