// One CommonJS file of the whole command and all that it loads, for Node's single executable applications. In one of these
// `require` and `import()` know only what Node itself has, and nothing lies beside the code.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const PACKAGE = fileURLToPath(new URL('../../packages/canary-verify/', import.meta.url));
const BIN = join(PACKAGE, 'bin/canary-verify.js');
const UNDICI = join(PACKAGE, 'src/sampling/connection/undici.ts');

/** Modules of ours in the place of others. */
const REPLACED = new Map([
  ['src/cli/config/load-module.ts', () => readFileSync(new URL('load-module.mjs', import.meta.url), 'utf8')],
  ['src/cli/own-files.ts', ownFiles],
]);

/** Returns the code of the file, and the modules in it. It is made from the sources, because `dist` has bundles already. */
export async function bundleCommand() {
  const met = new Set();
  const bundle = await rolldown({
    input: BIN,
    platform: 'node',
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    plugins: [
      {
        name: 'single-file',
        resolveId: (id) => (id === '../dist/cli/bin.js' ? join(PACKAGE, 'src/cli/bin.ts') : null),
        load(id) {
          const path = relative(PACKAGE, id).replaceAll(sep, '/');
          if (id !== UNDICI && !REPLACED.has(path)) return null;
          met.add(path);
          return { code: REPLACED.get(path)?.() ?? withRequire(readFileSync(id, 'utf8')) };
        },
      },
    ],
  });
  const { output } = await bundle.generate({
    format: 'cjs',
    codeSplitting: false,
    minify: { compress: true, mangle: false },
    comments: { legal: true, annotation: false, jsdoc: false },
  });
  if (output.length !== 1 || met.size !== REPLACED.size + 1)
    throw new Error(`${output.length} files were made, with ${[...met].join(', ') || 'no module'} replaced`);
  const [{ code, moduleIds }] = output;
  return { code, moduleIds };
}

/** undici is loaded from where it is installed: here it stands in the file. */
function withRequire(code) {
  const bundled = code.replaceAll('part(', 'require(').replace(/^const part = .*$/m, '');
  if (bundled === code || bundled.includes('createRequire('))
    throw new Error(`${UNDICI} loads undici otherwise`);
  return bundled;
}

/** The version and the template of `init`, as they are now. */
function ownFiles() {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  const folder = join(PACKAGE, 'templates/init');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
    .map((file) => ({
      path: relative(folder, file).replaceAll(sep, '/'),
      text: readFileSync(file, 'utf8'),
    }));
  return `export const packageVersion = () => ${JSON.stringify(version)};
export const templateFiles = () => ${JSON.stringify(files)};`;
}
