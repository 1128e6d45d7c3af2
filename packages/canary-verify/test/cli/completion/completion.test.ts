import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../src/cli/commands/index.js';
import { bashCompletion } from '../../../src/cli/completion/bash.js';
import { fishCompletion } from '../../../src/cli/completion/fish.js';
import { zshCompletion } from '../../../src/cli/completion/zsh.js';
import { REPORTER_NAMES } from '../../../src/reporters/index.js';

const folder = mkdtempSync(join(tmpdir(), 'completion-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, 'certificates'));
writeFileSync(join(folder, 'certificates', 'authority one.pem'), '');

const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

function inShell(shell: string, words: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(shell, words, {
    encoding: 'utf8',
    cwd: folder,
    timeout: 60_000,
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout;
}

const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];
const names = COMMANDS.map(({ name }) => name);

/** What is typed, as the words that bash makes of it, and what is offered then. */
const TYPED: readonly (readonly [typed: string, offered: readonly string[]])[] = [
  ['', [...names, 'help'].sort()],
  ['wat', ['watch']],
  ['help wat', ['watch']],
  ['--connection', ['--connection-mode', '--connections']],
  ['watch --pau', ['--pause']],
  ['verify --pau', []],
  ['--pau', []],
  ['--expect 10% --until-d', []],
  ['watch --expect 10% --until-d', ['--until-differs']],
  ['--connection-mode ', ['auto', 'fresh', 'reuse']],
  ['watch --connection-mode f', ['fresh']],
  ['-m ', METHODS],
  ['--reporter ', [...REPORTER_NAMES].sort()],
  ['completion ', ['bash', 'fish', 'zsh']],
];

describe.skipIf(!has('bash'))(`bash${has('bash') ? '' : ' (not here: not tested)'}`, () => {
  const script = join(folder, 'completion.bash');
  writeFileSync(script, bashCompletion(COMMANDS));

  /** Completes as readline would, which hands the words over in COMP_WORDS. */
  function offered(...words: string[]): string[] {
    const run =
      // biome-ignore lint/suspicious/noTemplateCurlyInString: an array of bash.
      'source "$1"; shift; COMP_WORDS=(canary-verify "$@"); COMP_CWORD=$#; _canary_verify 2>/dev/null; printf "%s\\n" "${COMPREPLY[@]}"';
    const lines = inShell('bash', ['--norc', '-c', run, 'bash', script, ...words]).split('\n');
    return lines.filter((line) => line !== '').sort();
  }

  test.each(TYPED)('canary-verify %s', (typed, expected) => {
    expect(offered(...typed.split(' '))).toEqual(expected);
  });

  test('every flag of every command', () => {
    for (const { name, flags } of COMMANDS)
      expect(offered(name, '--')).toEqual(flags.map((flag) => `--${flag}`).sort());
  });

  test('files, where a flag wants one, and values behind an equals sign', () => {
    expect(offered('--cacert', 'certificates/a')).toEqual(['certificates/authority one.pem']);
    expect(offered('--reporter', 'junit', '=', 'certif')).toEqual(['certificates']);
    expect(offered('--method', '=', 'P')).toEqual(['PATCH', 'POST', 'PUT']);
    expect(offered('--method', '=')).toEqual(METHODS);
    expect(offered('--expect', '')).toEqual([]);
  });

  test('is registered for the command', () => {
    expect(inShell('bash', ['--norc', '-c', `source ${script}; complete -p canary-verify`])).toBe(
      'complete -F _canary_verify canary-verify\n',
    );
  });
});

describe.skipIf(!has('fish'))(`fish${has('fish') ? '' : ' (not here: not tested)'}`, () => {
  const script = join(folder, 'canary-verify.fish');
  writeFileSync(script, fishCompletion(COMMANDS));

  function offered(typed: string): string[] {
    const run = `source ${script}; complete -C 'canary-verify ${typed}'`;
    const lines = inShell('fish', ['--no-config', '-c', run]).split('\n');
    return lines
      .filter((line) => line !== '')
      .map((line) => line.split('\t')[0] as string)
      .sort();
  }

  test.each(TYPED)('canary-verify %s', (typed, expected) => expect(offered(typed)).toEqual(expected));

  test('every flag of every command', () => {
    for (const { name, flags } of COMMANDS)
      expect(offered(`${name} --`)).toEqual(flags.map((flag) => `--${flag}`).sort());
  });

  test('files, where a flag wants one', () => {
    expect(offered('--cacert certificates/a')).toEqual(['certificates/authority one.pem']);
    expect(offered('certif')).toEqual([]);
  });
});

describe.skipIf(!has('zsh'))(`zsh${has('zsh') ? '' : ' (not here: not tested)'}`, () => {
  const script = join(folder, '_canary-verify');
  writeFileSync(script, zshCompletion(COMMANDS));

  /** Types into an interactive zsh, with a tab at the end of each word that has one, and returns what would be run. */
  function run(typed: string): string {
    const driver = `
      zmodload zsh/zpty
      zpty shell 'PS1= zsh -f -i'
      zpty -w shell 'unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -u -D; source ${script}'
      zpty -w shell 'canary-verify() { print -r -- "RUN:""$*"":END" }'
      zpty -w shell 'print READY:""NOW'
      zpty -r -m shell line '*READY:NOW*'
      zpty -w shell "canary-verify $1"
      zpty -r -m shell line '*RUN:*:END*'
      print -r -- "$line"
      zpty -d shell`;
    const output = inShell('zsh', ['-f', '-c', driver, 'zsh', typed]);
    return /RUN:(.*):END/.exec(output)?.[1]?.trim() ?? output;
  }

  test.each([
    ['wat\t', 'watch'],
    ['help wat\t', 'help watch'],
    ['--connection-m\tfr\t', '--connection-mode=fresh'],
    ['watch --unt\t', 'watch --until-differs'],
    ['verify --unt\t', 'verify --unt'],
    ['-m DEL\t', '-m DELETE'],
    ['--by jso\t', '--by json:/'],
    ['--cacert certificates/au\t', '--cacert certificates/authority one.pem'],
    ['completion ba\t', 'completion bash'],
  ])('canary-verify %j', (typed, expected) => expect(run(typed)).toBe(expected));
});
