import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { VERIFY } from '../../src/cli/commands/verify.js';
import { bashCompletion } from '../../src/cli/completion/bash.js';
import { commandHelp } from '../../src/cli/help/command-help.js';
import { rootHelp } from '../../src/cli/help/root-help.js';

const path = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));

function canaryVerify(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path('bin/canary-verify.js'), ...words], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('what is asked of the command line itself', () => {
  test.each([
    [['--help'], rootHelp()],
    [['-h'], rootHelp()],
    [['help'], rootHelp()],
    [['help', 'verify'], commandHelp(VERIFY)],
    [['verify', '--help'], commandHelp(VERIFY)],
    [['--version'], `${JSON.parse(readFileSync(path('package.json'), 'utf8')).version}\n`],
  ])('%j', (words, stdout) => expect(canaryVerify(...words)).toEqual({ status: 0, stdout, stderr: '' }));

  test('wrong usage of a command names its help', () => {
    const run = canaryVerify('verify', '--expct', '10%');
    expect(run.status).toBe(4);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(/did you mean --expect\?[\s\S]*canary-verify verify --help/);
  });
});

describe('completion', () => {
  test('prints the script', () => {
    const { status, stdout, stderr } = canaryVerify('completion', 'bash');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(bashCompletion(COMMANDS));
  });

  test.each([[['powershell']], [[]]])('%j is no shell', (words) => {
    const { status, stdout, stderr } = canaryVerify('completion', ...words);
    expect({ status, stdout }).toEqual({ status: 4, stdout: '' });
    expect(stderr).toContain('completion must have one of bash, zsh, fish; got');
  });
});

test('nothing of the network is loaded for the version', () => {
  const tell = `process.on('exit', () => process.stderr.write(
    process.moduleLoadList.filter((name) => /NativeModule (http|tls|dns)$/.test(name)).join()));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(tell)}`,
      path('bin/canary-verify.js'),
      '--version',
    ],
    { encoding: 'utf8' },
  );
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(stderr).toBe('');
});
