// Makes, of the ES modules that the package in the current folder exports, CommonJS of its own for `require` where Node itself
// does not answer it: Jest has its own `require`, which cannot load ES modules. Node takes "module-sync" and so the ES modules,
// for import and require alike: there is one copy of each class in a program.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { rolldown } from 'rolldown';

const FOLDER = './dist';
const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const entries = Object.values(exports).flatMap(({ require: commonjs, default: module }) =>
  commonjs === undefined ? [] : [{ module, commonjs }],
);
const bundle = await rolldown({
  input: Object.fromEntries(
    entries.map(({ module, commonjs }) => [
      relative(FOLDER, commonjs).replace(/\.cjs$/, ''),
      join('.', module),
    ]),
  ),
  platform: 'node',
  // What Node has, and what npm installs beside it.
  external: /^[^./]/,
});
const { output } = await bundle.generate({
  format: 'cjs',
  // Under Jest, `import()` wants a flag of Node's; what is imported there can be required.
  dynamicImportInCjs: false,
  entryFileNames: '[name].cjs',
  chunkFileNames: 'commonjs/[name]-[hash].cjs',
});
// Of an earlier build: names of chunks change with what is in them.
rmSync(join(FOLDER, 'commonjs'), { recursive: true, force: true });
for (const { fileName, code } of output) {
  mkdirSync(dirname(join(FOLDER, fileName)), { recursive: true });
  writeFileSync(join(FOLDER, fileName), code);
}
