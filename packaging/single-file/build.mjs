// Makes canary-verify a program of one file, for the machine that this runs on: node packaging/single-file/build.mjs FOLDER
// The Node that runs this goes into the file. It must know --build-sea.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleCommand } from './bundle.mjs';
import { licencesOf } from './licences.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('build.mjs wants the folder to write to');
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 25 || (major === 25 && minor < 5))
  throw new Error(`build.mjs wants Node 25.5 or later, for --build-sea; this is ${process.version}`);

mkdirSync(folder, { recursive: true });
const output = resolve(folder, 'canary-verify');
const main = join(folder, 'canary-verify.cjs');
const config = join(folder, 'sea-config.json');
const { code, moduleIds } = await bundleCommand();
const own = fileURLToPath(new URL('../../LICENSE', import.meta.url));
writeFileSync(join(folder, 'LICENSES.txt'), licencesOf(moduleIds, own));
writeFileSync(main, code);
writeFileSync(
  config,
  JSON.stringify({ main, output, disableExperimentalSEAWarning: true, useCodeCache: true }),
);
run(process.execPath, '--build-sea', config);
// What is in the file has changed since Node was signed, and macOS starts nothing like that.
if (process.platform === 'darwin') run('codesign', '--force', '--sign', '-', output);
for (const file of [main, config]) rmSync(file);

function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) throw error ?? new Error(`${command} ${args.join(' ')} ended with ${status}`);
}
