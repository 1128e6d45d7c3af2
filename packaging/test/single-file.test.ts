import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { nodeProgram } from './node-program.js';
import { type RealSplit, realNineAndOne } from './real-split.js';
import { type Finished, fromRoot, run, succeed } from './run.js';

const { installed } = inject('packed')['canary-verify'];
const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
const page = readFileSync(fromRoot('packages/canary-verify/docs/single-file.md'), 'utf8');
const [download = '', build = ''] = [...page.matchAll(/```sh\n([\s\S]*?)\n```/g)].map(
  ([, lines = '']) => lines,
);

const folder = mkdtempSync(join(tmpdir(), 'single-'));
/** Has one file: there is no Node and no shell in it, and nothing beside it. */
const program = join(folder, 'made', 'canary-verify');
let split: RealSplit;
afterAll(async () => {
  await split?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

beforeAll(async () => {
  split = await realNineAndOne();
  // The last major, which knows --build-sea.
  const node = await nodeProgram('26.12.1', folder);
  const [command, script, place] = build.split(' ');
  expect([command, place]).toEqual(['node', 'single']);
  await succeed([node, script ?? '', join(folder, 'made')], fromRoot('.'));
});

let folders = 0;
/** A folder that has these files and no others. */
function folderWith(files: Record<string, string> = {}): string {
  const made = join(folder, `cwd-${folders++}`);
  mkdirSync(made);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(made, name)), { recursive: true });
    writeFileSync(join(made, name), text);
  }
  return made;
}

/** Runs the file with nothing in its environment. */
async function single(argv: readonly string[], cwd = folderWith()): Promise<Finished> {
  return run(['/usr/bin/env', '-i', 'PATH=', program, ...argv], cwd);
}

describe('the single file', () => {
  test('finds 10 % behind a HAProxy and misses 40 %, in an empty folder with an empty PATH', async () => {
    const right = await single(['--expect', '10%', split.url]);
    expect(right).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^✔ matches/), stderr: '' });
    const wrong = await single(['--expect', '40%', split.url]);
    expect(wrong).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^✘ differs/) });
  });

  const COMMANDS = 'verify wait share rollout watch headers explain inspect init completion'.split(' ');
  test.each([['--version'], ['--help'], ...COMMANDS.map((name) => [name, '--help'])])(
    'says what the package says: %s %s',
    async (...argv) => {
      const packed = await run(['node', join(installed, 'bin/canary-verify.js'), ...argv], folder);
      expect(packed.exitCode).toBe(0);
      expect(await single(argv)).toEqual(packed);
    },
  );

  test('writes every report', async () => {
    const cwd = folderWith();
    const names = 'json html markdown junit prometheus ndjson'.split(' ');
    const reporters = names.flatMap((name) => ['--reporter', `${name}=${name}`]);
    const done = await single(['--expect', '10%', ...reporters, split.url], cwd);
    expect(done).toMatchObject({ exitCode: 0, stderr: '' });
    expect(readdirSync(cwd).sort()).toEqual(names.toSorted());
    for (const name of names) expect(readFileSync(join(cwd, name), 'utf8'), name).toMatch(/matches/);
  });

  test('writes the project of init as the package does', async () => {
    const [ours, theirs] = [folderWith(), folderWith()];
    expect(await single(['init'], ours)).toMatchObject({ exitCode: 0, stderr: '' });
    await succeed(['node', join(installed, 'bin/canary-verify.js'), 'init'], theirs);
    const files = readdirSync(theirs, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    expect(files.length).toBeGreaterThan(4);
    expect(readdirSync(ours, { recursive: true }).sort()).toEqual(
      readdirSync(theirs, { recursive: true }).sort(),
    );
    for (const { parentPath, name } of files) {
      const path = join(parentPath, name);
      expect(readFileSync(path.replace(theirs, ours), 'utf8')).toBe(readFileSync(path, 'utf8'));
    }
  });

  const OPTIONS = "{ expect: '40%' }";
  test.each([
    ['json', '{ "expect": "40%" }', {}],
    ['yaml', 'expect: 40%\n', {}],
    ['js', `module.exports = ${OPTIONS};`, {}],
    ['js', `export default ${OPTIONS};`, { 'package.json': '{ "type": "module" }' }],
    [
      'mjs',
      `import share from './share.mjs'; export default { expect: share };`,
      { 'share.mjs': "export default '40%';" },
    ],
    [
      'cjs',
      `module.exports = { expect: require('share') };`,
      { 'node_modules/share/index.js': "module.exports = '40%';" },
    ],
    ['ts', `const options: { expect: string } = ${OPTIONS}; export default options;`, {}],
  ])('reads an options file that ends in .%s: %s', async (ending, text, beside) => {
    const name = `options.${ending}`;
    const done = await single(['--config', name, split.url], folderWith({ [name]: text, ...beside }));
    expect(done).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^✘ differs/), stderr: '' });
  });

  test('refuses an options file that awaits at its top level, and says what to do', async () => {
    const cwd = folderWith({ 'options.mjs': `export default await Promise.resolve(${OPTIONS});` });
    const done = await single(['--config', 'options.mjs', split.url], cwd);
    expect(done).toMatchObject({ exitCode: 4, stdout: '' });
    expect(done.stderr).toMatch(/options\.mjs must not use await at its top level.*npx canary-verify/);
  });

  test('listens with watch, and ends when it is interrupted', async () => {
    const argv = ['watch', '--expect', '10%', '--listen', ':0', split.url];
    const child = spawn(program, argv, { cwd: folderWith(), env: {}, stdio: ['ignore', 'ignore', 'pipe'] });
    const closed = once(child, 'close');
    const [line] = (await once(createInterface(child.stderr), 'line')) as [string];
    const url = line.replace('listening on ', '');
    await eventually('a run matches', async () => (await fetch(`${url}/go`)).status === 200);
    child.kill('SIGINT');
    expect((await closed)[0]).toBe(130);
  });

  test('has the licences of what is in it', () => {
    const licences = readFileSync(join(folder, 'made', 'LICENSES.txt'), 'utf8');
    for (const name of ['canary-verify', 'undici', 'xstate', 'yaml', 'Node.js'])
      expect(licences).toMatch(new RegExp(`^${name}\n\n\\S`, 'm'));
  });

  test('is downloaded, checked and run as the page says', async () => {
    const release = folderWith();
    const machine = `${process.platform}-${process.arch}`;
    const archive = `canary-verify-${machine}.tar.gz`;
    await succeed(
      ['tar', 'czf', join(release, archive), '-C', join(folder, 'made'), 'canary-verify', 'LICENSES.txt'],
      folder,
    );
    writeFileSync(
      join(release, 'SHA256SUMS'),
      `${hashOf(join(release, archive))}  ${archive}\n${'0'.repeat(64)}  other\n`,
    );
    const lines = download
      .replaceAll(
        `https://github.com/canary-verify/canary-verify/releases/download/canary-verify@${version}`,
        pathToFileURL(release).href,
      )
      .replaceAll('linux-x64', machine)
      .replace('http://localhost:48151/version', split.url);
    const done = await run(['bash', '-ec', lines], folderWith());
    expect(done.stdout).toMatch(/: OK\n✔ matches/);
    expect(done.exitCode).toBe(0);
  });
});

describe('the formula for Homebrew', () => {
  const script = fromRoot('packaging/single-file/formula.mjs');
  const machines = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64'];
  const line = (machine: string, index: number) =>
    `${String(index).repeat(64)}  canary-verify-${machine}.tar.gz`;

  test('names the archive of each machine with its hash', async () => {
    const sums = join(folderWith({ SHA256SUMS: `${machines.map(line).join('\n')}\n` }), 'SHA256SUMS');
    const formula = await succeed(['node', script, '1.2.3', sums], folder);
    const named = [
      ...formula.matchAll(/on_(macos|linux) do|on_(arm|intel) do\s+url "(.*)"\s+sha256 "(\w+)"/g),
    ];
    let system = '';
    const found = named.flatMap(([, os, processor, url, hash]) => {
      if (os !== undefined) system = os;
      return processor === undefined ? [] : [[system, processor, url, hash]];
    });
    const url = (machine: string) =>
      `https://github.com/canary-verify/canary-verify/releases/download/canary-verify@1.2.3/canary-verify-${machine}.tar.gz`;
    expect(found).toEqual([
      ['macos', 'arm', url('darwin-arm64'), '0'.repeat(64)],
      ['macos', 'intel', url('darwin-x64'), '1'.repeat(64)],
      ['linux', 'arm', url('linux-arm64'), '2'.repeat(64)],
      ['linux', 'intel', url('linux-x64'), '3'.repeat(64)],
    ]);
    expect(formula.match(/\b(do|def|class)\b.*$/gm)).toHaveLength(formula.match(/^ *end$/gm)?.length ?? 0);
  });

  test('is not made when an archive is missing', async () => {
    const sums = join(folderWith({ SHA256SUMS: machines.slice(1).map(line).join('\n') }), 'SHA256SUMS');
    const done = await run(['node', script, '1.2.3', sums], folder);
    expect(done).toMatchObject({ exitCode: 1, stdout: '' });
    expect(done.stderr).toContain('has no line for canary-verify-darwin-arm64.tar.gz');
  });
});

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
