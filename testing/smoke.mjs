// The smoke suite: `npm run smoke -- [--node 24] [--haproxy 3.2]`. Tests that are there anyway, of what a user does first: they install
// the package, start HAProxy, Consul and services, and verify shares and headers. Without --node this Node runs them, without
// --haproxy the one that is there. `npm run build` comes first.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The test files of each package. */
const SMOKE = JSON.parse(readFileSync(new URL('smoke.json', import.meta.url), 'utf8'));

process.exitCode = run();

function run() {
  const { values } = parseArgs({ options: { node: { type: 'string' }, haproxy: { type: 'string' } } });
  const folder = mkdtempSync(join(tmpdir(), 'smoke-'));
  try {
    const node = values.node === undefined ? process.execPath : bringNode(values.node, folder);
    const env = { ...process.env, PATH: `${join(node, '..')}${delimiter}${process.env.PATH}` };
    if (values.haproxy !== undefined) env.CANARY_VERIFY_HAPROXY = values.haproxy;
    const [version] = printed(node, ['--version']).split('\n');
    const failed = Object.entries(SMOKE).filter(([where, files]) => {
      console.log(`▶ Node ${version}, HAProxy ${values.haproxy ?? 'as it is there'}: ${where}`);
      const argv = [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', ...files];
      return spawnSync(node, argv, { cwd: join(ROOT, where), env, stdio: 'inherit' }).status !== 0;
    });
    console.log(failed.length === 0 ? '✔ smoke suite' : `✘ smoke suite: ${failed.map(([where]) => where)}`);
    return failed.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The Node of that version for this machine, from npm. */
function bringNode(version, folder) {
  const name = `node-${process.platform}-${process.arch}`;
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const argv = ['install', '--ignore-scripts', '--engine-strict=false', '--no-audit', '--no-fund'];
  printed('npm', [...argv, `${name}@${version}`], folder);
  return join(folder, 'node_modules', name, 'bin/node');
}

function printed(command, argv, cwd = ROOT) {
  const { status, stdout, stderr, error } = spawnSync(command, argv, { cwd, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Error(`${command} ${argv.join(' ')} failed: ${error?.message ?? stderr}`);
}
