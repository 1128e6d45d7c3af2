// Puts the declarations that no entry is into one file, `dist/types/all.d.ts`: each file takes a block of the disk, and they are
// two hundred. The package in the current folder. No two of its files export the same name (packaging/test/exported-names.test.ts).
import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

const ALL = 'dist/types/all.d.ts';
/** Packages that everybody has who has this one. What imports another one stands by itself, for those who have that. */
const ALWAYS_THERE = /^node:|^undici$/;

const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const entries = new Set(
  Object.values(exports).flatMap(({ default: module }) =>
    module === undefined ? [] : [normalize(module).replace(/\.js$/, '.d.ts')],
  ),
);
const files = readdirSync('dist', { recursive: true, encoding: 'utf8' }).map((path) => join('dist', path));
const declarations = new Map(
  files.filter((file) => /\.d\.c?ts$/.test(file)).map((file) => [file, readFileSync(file, 'utf8')]),
);

const FROM = /^(import|export)( type)? \{([^}]*)\} from (["'])([^"']+)\4;\n/gm;
const LOCAL = /^(?:declare )?(?:abstract )?(?:type|interface|class|const|function|enum) (\w+)/gm;

/** The file that a path in a declaration leads to; null for a package. */
const fileOf = (from, path) =>
  path.startsWith('.') ? join(dirname(from), path.replace(/js$/, 'd.ts')) : null;

/** Names that are not exported and stand in several files would be one name. */
const locals = [...declarations.values()].flatMap((text) =>
  [...text.matchAll(LOCAL)].map(([, name]) => name),
);
const doubled = new Set(locals.filter((name, index) => locals.indexOf(name) !== index));

function standsByItself(file, text) {
  if (!file.endsWith('.d.ts') || entries.has(file) || /^declare (module|global)/m.test(text)) return true;
  if ([...text.matchAll(LOCAL)].some(([, name]) => doubled.has(name))) return true;
  return [...text.matchAll(FROM)].some(
    ([, , , , , path]) => !path.startsWith('.') && !ALWAYS_THERE.test(path),
  );
}

/** Where each file's declarations stand in the end. */
const places = new Map(
  [...declarations].map(([file, text]) => {
    if (!standsByItself(file, text)) return [file, ALL];
    const stays = entries.has(file) || file.endsWith('.d.cts');
    return [file, stays ? file : join('dist/types', relative('dist', file).replaceAll('/', '-'))];
  }),
);

/** Paths lead to where things stand in the end. */
function led(file, text) {
  const to = places.get(file);
  return text.replaceAll(/(["'])(\.{1,2}\/[^"']+)\.js\1/g, (_, quote, path) => {
    const target = fileOf(file, `${path}.js`);
    const from = relative(dirname(to), (places.get(target) ?? target).replace(/\.d\.ts$/, '.js'));
    return `${quote}${from.startsWith('.') ? from : `./${from}`}${quote}`;
  });
}

const imported = new Map();
const merged = [];
for (const [file, text] of declarations) {
  if (places.get(file) !== ALL) continue;
  const body = text.replaceAll(FROM, (whole, keyword, type, names, _, path) => {
    // What stands in the same file needs no import, and is exported already.
    if (places.get(fileOf(file, path)) === ALL) {
      if (names.includes(' as '))
        throw new Error(`${file} must take {${names}} by its own name: all are in one file`);
      return '';
    }
    if (keyword === 'export') return whole;
    const known = imported.get(led(file, `'${path}'`)) ?? new Set();
    for (const name of names.split(',').map((one) => one.trim()))
      if (name !== '') known.add(type === undefined ? name : `type ${name.replace(/^type /, '')}`);
    imported.set(led(file, `'${path}'`), known);
    return '';
  });
  merged.push(led(file, body).replace(/^export \{\};\n/m, ''));
}
const imports = [...imported].map(([path, names]) => {
  // A name that is a value somewhere is imported as one.
  const values = [...names].filter((name) => !name.startsWith('type ') || !names.has(name.slice(5)));
  return `import { ${values.join(', ')} } from ${path};\n`;
});

mkdirSync('dist/types', { recursive: true });
for (const file of declarations.keys()) rmSync(file);
writeFileSync(ALL, [...imports, ...merged].join(''));
for (const [file, text] of declarations)
  if (places.get(file) !== ALL) writeFileSync(places.get(file), led(file, text));

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
