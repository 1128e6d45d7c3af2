// Makes few files of the modules of the package in the current folder: one for each entry and for the command, and what they
// share. To find and load two hundred modules one after the other takes Node 0.05 s at each start, and each takes a block of
// the disk. Every module stands in one file only, so a class is the same whichever entry it comes from.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { rolldown } from 'rolldown';
import { minifySync } from 'rolldown/experimental';

const FOLDER = './dist';
/** Scripts that are started as processes of their own, the commands, and what a CommonJS entry loads past Jest: those that the package has. */
const PROGRAMS = [
  'cli/bin.js',
  'topology/reaper.js',
  'matchers/jest-matchers.js',
  'build-info/cli.js',
].filter((path) => existsSync(join(FOLDER, path)));

/** Libraries that stand in the bundle, so that nobody has to install them. */
const BUNDLED = ['xstate'];

const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const modules = Object.values(exports).flatMap(({ default: module }) =>
  module?.endsWith('.js') ? [relative(FOLDER, module)] : [],
);
const bundle = await rolldown({
  input: Object.fromEntries(
    [...modules, ...PROGRAMS].map((path) => [path.replace(/\.js$/, ''), join(FOLDER, path)]),
  ),
  platform: 'node',
  plugins: [shrinkLibraries()],
  // What Node has, and what npm installs beside it.
  external: (id) => /^[^./]/.test(id) && !BUNDLED.includes(id),
});
// As deep as the modules were: what they look for from where they are, they find there, too.
const { output } = await bundle.generate({
  // Node 20 has these in its own context only, and Jest runs ES modules in another one.
  banner:
    "Symbol.dispose ??= Symbol('Symbol.dispose'); Symbol.asyncDispose ??= Symbol('Symbol.asyncDispose');",
  // The declarations have the docstrings, too. Licences stay.
  comments: { legal: true, annotation: true, jsdoc: false },
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  // Small leaves that nearly everything loads: each by itself would take a block of the disk.
  codeSplitting: {
    includeDependenciesRecursively: false,
    groups: [
      { name: 'leaves', test: /dist\/(text|terms)\// },
      { name: 'flags', test: /dist\/cli\/(flags|config)\// },
    ],
  },
});
for (const path of readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }))
  if (path.endsWith('.js')) rmSync(join(FOLDER, path));
for (const { fileName, code } of output) {
  mkdirSync(dirname(join(FOLDER, fileName)), { recursive: true });
  writeFileSync(join(FOLDER, fileName), code);
}

/** Libraries in the bundle take little room, and their licences stand in it: each asks for that. */
function shrinkLibraries() {
  const licensed = new Set();
  return {
    name: 'shrink-libraries',
    transform(code, id) {
      const [, folder, library] = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(id) ?? [];
      if (folder === undefined) return null;
      const licence = licensed.has(library)
        ? ''
        : `/*! ${library}: ${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()} */\n`;
      licensed.add(library);
      return { code: licence + minifySync(id, code).code, moduleSideEffects: false };
    },
  };
}
