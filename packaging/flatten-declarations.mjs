// Puts the declarations that no entry is into one folder, `dist/types`: each folder takes a block of the disk, and they have
// fifty. The package in the current folder.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const entries = new Set(
  Object.values(exports).flatMap(({ default: module }) =>
    module === undefined ? [] : [normalize(module).replace(/\.js$/, '.d.ts')],
  ),
);
const files = readdirSync('dist', { recursive: true, encoding: 'utf8' }).map((path) => join('dist', path));
const declarations = files.filter((file) => /\.d\.c?ts$/.test(file));
const moved = new Map(
  declarations
    .filter((file) => file.endsWith('.d.ts') && !entries.has(file))
    .map((file) => [file, join('dist/types', relative('dist', file).replaceAll('/', '-'))]),
);

mkdirSync('dist/types', { recursive: true });
for (const file of declarations) {
  const to = moved.get(file) ?? file;
  const text = readFileSync(file, 'utf8').replaceAll(/(["'])(\.{1,2}\/[^"']+)\.js\1/g, (_, quote, path) => {
    const target = join(dirname(file), `${path}.d.ts`);
    const from = relative(dirname(to), (moved.get(target) ?? target).replace(/\.d\.ts$/, '.js'));
    return `${quote}${from.startsWith('.') ? from : `./${from}`}${quote}`;
  });
  writeFileSync(file, text);
  renameSync(file, to);
}

// What is left empty goes, the innermost first.
for (const folder of files
  .filter((file) => !/\.[cm]?[jt]s(on)?$/.test(file))
  .sort()
  .reverse())
  try {
    rmdirSync(folder);
  } catch {
    // There is something in it.
  }
