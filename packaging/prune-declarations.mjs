// Takes away the declarations that no entry of the package in the current folder leads to: a file takes a block of the disk
// however short it is, and who installs the command needs none of them.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, normalize } from 'node:path';

const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const entries = Object.values(exports).flatMap(({ default: module }) =>
  module === undefined ? [] : [module],
);
const reached = new Set();
for (const entry of entries) reach(normalize(entry).replace(/\.js$/, '.d.ts'));
const files = readdirSync('dist', { recursive: true }).map((path) => join('dist', path));
for (const file of files) if (file.endsWith('.d.ts') && !reached.has(file)) rmSync(file);

function reach(file) {
  if (reached.has(file)) return;
  reached.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from |import\()'(\.[^']+)\.js'/g))
    reach(join(file, '..', `${path}.d.ts`));
}
