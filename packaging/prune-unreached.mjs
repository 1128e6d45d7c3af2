// Takes away the modules and declarations that no entry and no command of the package in the current folder leads to: a file
// takes a block of the disk however short it is, and who installs the package needs none of them.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, normalize } from 'node:path';

const { bin, exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const entries = Object.values(exports).flatMap(({ default: module, require: commonjs }) =>
  module === undefined ? [] : [module, commonjs].filter((one) => one !== undefined),
);
const reached = new Set();
for (const entry of [...entries, ...Object.values(bin ?? {})]) reach(normalize(entry));
for (const entry of entries) reach(normalize(entry).replace(/\.(c?)js$/, '.d.$1ts'));
const files = readdirSync('dist', { recursive: true }).map((path) => join('dist', path));
for (const file of files) if (/\.(js|ts)$/.test(file) && !reached.has(file)) rmSync(file);

/** Follows imports, types that are imported in place, and scripts that are started as processes of their own. */
function reach(file) {
  if (reached.has(file)) return;
  reached.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, path] of text.matchAll(
    /\b(?:from |import |(?:import|require|new URL)\()["'](\.[^"']+\.js)["']/g,
  ))
    reach(join(file, '..', /[.]d[.]c?ts$/.test(file) ? path.replace(/\.js$/, '.d.ts') : path));
}
