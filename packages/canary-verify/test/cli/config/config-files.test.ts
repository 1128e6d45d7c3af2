import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const packageFolder = fileURLToPath(new URL('../../..', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;

/** A folder with these files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = join(root, String(folders++));
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Runs the command as it is installed, in a folder: this needs the build. */
function run(folder: string, words: readonly string[], env: NodeJS.ProcessEnv = {}, from = packageFolder) {
  const bin = join(from, 'bin/canary-verify.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...words], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  });
  return { status, stdout, stderr };
}

function printed(folder: string, words: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = run(folder, ['--print-config', '--json', ...words], env);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout).options;
}

const CONFIG = { target: 'http://shop/version', expect: '10%', maxTime: '2m', header: ['X-A: 1', 'X-B: 2'] };
const TYPESCRIPT = `import type { CanaryVerifyConfig } from 'canary-verify';
export default ${JSON.stringify(CONFIG)} satisfies CanaryVerifyConfig;
`;

describe('a file in the working directory', () => {
  test("is read also when HAProxy's files are named", () => {
    const folder = folderWith({ 'canary-verify.config.json': JSON.stringify(CONFIG), 'haproxy.cfg': '' });
    const options = printed(folder, ['--config', 'haproxy.cfg']);
    expect(options).toMatchObject({
      expect: { value: '10%', from: 'file' },
      config: { value: ['haproxy.cfg'], from: 'flag' },
    });
  });

  test.each([
    ['json', JSON.stringify({ $schema: './config.schema.json', ...CONFIG })],
    ['js', `module.exports = ${JSON.stringify(CONFIG)};`],
    ['ts', TYPESCRIPT],
    ['yaml', "target: http://shop/version\nexpect: 10%\nmaxTime: 2m\nheader: ['X-A: 1', 'X-B: 2']\n"],
  ])('%s', (ending, text) => {
    const name = `canary-verify.config.${ending}`;
    const options = printed(folderWith({ [name]: text }));
    const from = (key: string) => ({ from: 'file', file: name, key });
    expect(options).toMatchObject({
      target: { value: 'http://shop/version', ...from('target') },
      expect: { value: '10%', ...from('expect') },
      maxTime: { value: '2m', ...from('maxTime') },
      header: { value: ['X-A: 1', 'X-B: 2'], ...from('header') },
      timeout: { value: '5s', from: 'default' },
    });
  });

  test('an options file may be an ECMAScript module', () => {
    const text = `export default ${JSON.stringify(CONFIG)};`;
    const folder = folderWith({ 'canary-verify.config.js': text, 'package.json': '{"type":"module"}' });
    expect(printed(folder).expect.value).toBe('10%');
  });

  test('an options file may be elsewhere, named by --config or its variable', () => {
    const folder = folderWith({
      'other.json': '{"expect":"5%"}',
      'canary-verify.config.json': '{"expect":"1%"}',
    });
    expect(printed(folder, ['--config', 'other.json']).expect.value).toBe('5%');
    expect(printed(folder, [], { CANARY_VERIFY_CONFIG: 'other.json' }).expect.value).toBe('5%');
    expect(printed(folder)).toMatchObject({
      expect: { value: '1%' },
      config: { value: 'canary-verify.config.json', from: 'default' },
    });
  });
});

test('flags go before the environment, before the file, before defaults', () => {
  const file = { expect: '1%', tolerance: '0.1pp', leak: '2%', quiet: true, json: true, decide: true };
  const folder = folderWith({ 'canary-verify.config.json': JSON.stringify(file) });
  const env = { CANARY_VERIFY_EXPECT: '2%', CANARY_VERIFY_TOLERANCE: '0.2pp', CANARY_VERIFY_DECIDE: 'false' };
  const options = printed(folder, ['--expect', '3%', '--no-quiet'], env);
  expect(options).toMatchObject({
    expect: { value: '3%', from: 'flag' },
    tolerance: { value: '0.2pp', from: 'environment', variable: 'CANARY_VERIFY_TOLERANCE' },
    leak: { value: '2%', from: 'file' },
    quiet: { value: false, from: 'flag' },
    decide: { value: false, from: 'environment' },
    confidence: { value: '99%', from: 'default' },
    target: { value: 'http://localhost:48151/version', from: 'default' },
  });
  expect(options).not.toHaveProperty('body');
});

test('--print-config says in a line each what is used and where it came from, without secrets', () => {
  const folder = folderWith({ 'canary-verify.config.json': '{"expect":"10%"}' });
  const secrets = [
    's3cret-bearer',
    's3cret-cookie',
    's3cret-proxy',
    's3cret-key',
    's3cret-query',
    's3cret-consul',
  ];
  const words = [
    ...[
      '-H',
      'Authorization: Bearer s3cret-bearer',
      '-H',
      'Cookie: a=s3cret-cookie',
      '-H',
      'X-Canary: always',
    ],
    ...['-H', 'Proxy-Authorization: Basic s3cret-proxy', '-H', 'X-Api-Key: s3cret-key'],
    ...['--consul', 'localhost:8500', 'http://shop/version?a=b&access_token=s3cret-query'],
  ];
  const env = { CONSUL_HTTP_TOKEN: 's3cret-consul', CANARY_VERIFY_MAX_TIME: '2m' };
  const { stdout, status } = run(folder, ['--print-config', ...words], env);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^URL +http:\/\/shop\/version\?a=b&access_token=\*\*\* +flag$/m);
  expect(stdout).toMatch(/^expect +10% +file: canary-verify\.config\.json$/m);
  expect(stdout).toMatch(/^max-time +2m +environment: CANARY_VERIFY_MAX_TIME$/m);
  expect(stdout).toMatch(/^confidence +99% +default$/m);
  expect(stdout).toContain('Authorization: ***, Cookie: ***, X-Canary: always, Proxy-Authorization: ***');
  expect(stdout).toMatch(/^consul-token +\*\*\* .*environment: CONSUL_HTTP_TOKEN$/m);
  const asJson = run(folder, ['--print-config', '--json', ...words], env).stdout;
  for (const secret of secrets) expect(stdout + asJson).not.toContain(secret);
});

describe('what is wrong is refused by file and key, and nothing is sent', () => {
  test.each([
    [
      { 'canary-verify.config.json': '{"expect":"10%","maxTime":"soon"}' },
      [],
      'canary-verify.config.json: maxTime must be a time, for example 500ms, 30s or 2m; got "soon"',
    ],
    [
      { 'canary-verify.config.json': '{"expect":"banana"}' },
      [],
      'canary-verify.config.json: expect must be a share, for example 10% or 0.1; got "banana"',
    ],
    [
      { 'canary-verify.config.json': '{"expect":"10%","cacert":"/no/such"}' },
      [],
      'canary-verify.config.json: cacert must be a PEM file; cannot read "/no/such": ENOENT',
    ],
    [
      { 'canary-verify.config.json': '{"expect":"10%","target":"ftp://a"}' },
      [],
      'canary-verify.config.json: target must be a URL, for example',
    ],
    [
      { 'canary-verify.config.yaml': 'expct: 10%' },
      [],
      'canary-verify.config.yaml has the key "expct", which is not an option; did you mean expect?',
    ],
    [{ 'canary-verify.config.json': '{' }, [], 'canary-verify.config.json cannot be loaded: '],
    [{ 'canary-verify.config.yaml': 'a: [' }, [], 'canary-verify.config.yaml cannot be loaded: '],
    [
      { 'canary-verify.config.js': 'throw new Error("no luck")' },
      [],
      'canary-verify.config.js cannot be loaded: no luck',
    ],
    [
      { 'canary-verify.config.ts': 'export default { expect: ' },
      [],
      'canary-verify.config.ts cannot be loaded: ',
    ],
    [
      { 'canary-verify.config.json': '{}', 'canary-verify.config.js': '' },
      [],
      'there are canary-verify.config.js and canary-verify.config.json: keep one, or name one with --config',
    ],
    [{}, ['--config', 'none.json'], '--config must be a file; there is no "none.json"'],
    [
      { 'haproxy.ini': '' },
      ['--config', 'haproxy.ini'],
      '--config must end in .ts, .js, .json or .yaml, or in .cfg for HAProxy\'s configuration; got "haproxy.ini"',
    ],
    [{}, ['--config', 'haproxy.cfg'], '--config must be a file; there is no "haproxy.cfg"'],
    [
      { 'a.json': '{}', 'b.json': '{}' },
      ['--config', 'a.json', '--config', 'b.json'],
      '--config must name only one options file; got "a.json" and "b.json"',
    ],
  ])('%j %j', (files, words, message) => {
    const folder = folderWith(files);
    for (const more of [[], ['--print-config']]) {
      const { status, stdout, stderr } = run(folder, [...words, ...more]);
      expect(stderr.split('\n')[0]).toContain(`canary-verify: ${message}`);
      expect({ status, stdout }).toEqual({ status: 4, stdout: '' });
    }
  });

  test('a wrong variable is refused by its name', () => {
    const { stderr, status } = run(folderWith({}), ['--expect', '10%'], { CANARY_VERIFY_MAX_TIME: 'soon' });
    expect(stderr).toContain('canary-verify: CANARY_VERIFY_MAX_TIME must be a time, for example');
    expect(status).toBe(4);
  });
});

describe('packages that only some files need', () => {
  // As npx installs it: nothing optional beside it.
  const alone = join(root, 'alone');
  cpSync(join(packageFolder, 'dist'), join(alone, 'dist'), { recursive: true });
  cpSync(join(packageFolder, 'bin'), join(alone, 'bin'), { recursive: true });
  cpSync(join(packageFolder, 'package.json'), join(alone, 'package.json'));
  mkdirSync(join(alone, 'node_modules'));
  symlinkSync(join(packageFolder, '../../node_modules/undici'), join(alone, 'node_modules/undici'));
  const stripsTypes = 'typescript' in process.features && process.features.typescript !== false;

  test.each([
    ['yaml', 'canary-verify.config.yaml', 'expect: 10%'],
    ['jiti', 'canary-verify.config.ts', TYPESCRIPT],
  ])('%s is asked for by name where it is missing, and found in the project', (name, file, text) => {
    const folder = folderWith({ [file]: text });
    if (name !== 'jiti' || !stripsTypes)
      expect(run(folder, ['--print-config'], {}, alone).stderr).toContain(
        `must be read with the package ${name}, which is not installed: npm install --save-dev ${name}`,
      );
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(join(packageFolder, '../../node_modules', name), join(folder, 'node_modules', name));
    expect(run(folder, ['--print-config'], {}, alone).stdout).toMatch(/^expect +10% +file/m);
  });

  test('are not loaded where there is no such file', () => {
    expect(run(folderWith({}), ['--version'], {}, alone).status).toBe(0);
  });
});
