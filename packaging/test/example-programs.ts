import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Finished, fromRoot, run } from './run.js';

/** The examples of the API reference as programs of a user, who has installed the packages. */
export interface ExamplePrograms extends Disposable {
  /** What the compiler said of all of them together. */
  compiled: Finished;
  /** Runs the example of this name in a folder with these files; URLs of the example are replaced. */
  run(name: string, replaced?: Record<string, string>, files?: Record<string, string>): Promise<Finished>;
}

const CONFIG = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    outDir: 'out',
  },
  include: ['*.ts'],
  exclude: [],
};

/** Compiles examples, by their names, where the names of both packages lead to what was built. */
export async function examplePrograms(examples: ReadonlyMap<string, string>): Promise<ExamplePrograms> {
  // From here the names of both packages are found; what lies here is in no tarball.
  const parent = fromRoot('packaging/node_modules');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, '.examples-'));
  for (const [name, program] of examples) writeFileSync(join(folder, `${name}.ts`), program);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(CONFIG));
  const compiler = fromRoot('node_modules/typescript/bin/tsc');
  const compiled = await run([process.execPath, compiler, '-p', folder], folder);
  return {
    compiled,
    run: (name, replaced = {}, files = {}) => {
      for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
      return runReplaced(join(folder, 'out', `${name}.js`), folder, replaced);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

/** Puts the servers of the test in the place of the example's, and runs it. */
function runReplaced(file: string, cwd: string, replaced: Record<string, string>): Promise<Finished> {
  let program = readFileSync(file, 'utf8');
  for (const [from, to] of Object.entries(replaced)) program = program.replaceAll(from, to);
  writeFileSync(file, program);
  return run([process.execPath, file], cwd);
}
