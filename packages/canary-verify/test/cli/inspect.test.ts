import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Inspection } from '../../src/haproxy/inspect/inspection.js';
import { freePorts } from '../../src/topology/free-port.js';
import { findTools } from '../../src/topology/toolbox/find-tools.js';
import { fakeServer, replica } from '../fake-server.js';
import { type RunningHaproxy, runHaproxy } from '../haproxy/run-haproxy.js';
import { asWithoutHaproxy } from '../without-haproxy.js';

const path = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));
const page = readFileSync(path('docs/inspect.md'), 'utf8');
const schema = JSON.parse(readFileSync(path('inspection.schema.json'), 'utf8'));
const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
const folder = mkdtempSync(join(tmpdir(), 'inspect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(words: readonly string[], env: Record<string, string> = {}) {
  return spawnSync(process.execPath, [path('bin/canary-verify.js'), 'inspect', ...words], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
}

function inspection(words: readonly string[], env: Record<string, string> = {}): Inspection {
  const { stdout, stderr, status } = run([...words, '--json'], env);
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  const document = JSON.parse(stdout);
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
  return document;
}

describe('docs/inspect.md', () => {
  const [, config = ''] = /<!-- haproxy.cfg -->\n```\n([\s\S]*?)```/.exec(page) ?? [];
  const commands = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, lines = '']) =>
    lines.trim().split('\n'),
  );
  beforeAll(() => writeFileSync(join(folder, 'haproxy.cfg'), config));

  test('has the commands that are run here', () =>
    expect(commands.map((line) => line.replace(/ (?:\/run|http).*/, ''))).toEqual([
      'npx canary-verify inspect haproxy.cfg',
      'npx canary-verify inspect haproxy.cfg',
      'npx canary-verify inspect haproxy.cfg --runtime',
      'npx canary-verify inspect haproxy.cfg --stats',
      'npx canary-verify inspect haproxy.cfg --json',
    ]));

  test('a URL is told alone, with its headers', () => {
    const url = 'http://localhost:8080/cart';
    const [frontend] = inspection(['haproxy.cfg', url, '-H', 'X-Canary: always']).frontends;
    expect(frontend?.doors).toHaveLength(1);
    expect(frontend?.doors[0]).toMatchObject({ path: '/cart', canaryShare: 1 });
    expect(run(['haproxy.cfg', 'http://localhost:9/']).stderr).toContain(
      '--url must be of a port that a frontend listens on, as http://localhost:8080; got "http://localhost:9"',
    );
    expect(run(['haproxy.cfg', '--canary', 'nobody']).status).toBe(4);
  });

  test('shows what the first one prints', () => {
    const { stdout, stderr, status } = run(['haproxy.cfg']);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    const [, shown = ''] = /inspect haproxy.cfg\n```\n\n```\n([\s\S]*?)```/.exec(page) ?? [];
    expect(asWithoutHaproxy(stdout)).toBe(asWithoutHaproxy(shown));
  });

  test('the report names a runtime socket where nobody listens', async () => {
    expect(inspection(['haproxy.cfg']).frontends[0]?.unmarked.canaryShare).toBeCloseTo(0.05, 9);
    // Nobody is there: that is said, and the files are read all the same.
    for (const words of [
      ['--runtime', '/run/nobody.sock'],
      ['--stats', 'http://127.0.0.1:9/stats'],
    ]) {
      const { running, frontends } = inspection(['haproxy.cfg', ...words]);
      expect(running).toHaveLength(1);
      expect(running[0]?.failure).toEqual(expect.any(String));
      expect(frontends).toHaveLength(1);
    }
  });
});

test('the program of the page reads the file', () => {
  const [, program = ''] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
  const installed = program.replace("'canary-verify/haproxy'", JSON.stringify(path('dist/haproxy/entry.js')));
  const tells = 'console.log(JSON.stringify([sections.map(({ kind }) => kind), remarks]));';
  writeFileSync(join(folder, 'program.mjs'), `${installed}${tells}`);
  const { stdout, stderr } = spawnSync(process.execPath, ['program.mjs'], { cwd: folder, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual([['defaults', 'frontend', 'backend', 'backend'], []]);
});

test('files come in their order, those of a folder by their names', () => {
  mkdirSync(join(folder, 'conf.d'));
  writeFileSync(
    join(folder, 'conf.d', '20-web.cfg'),
    'frontend web\n bind ":$PORT"\n default_backend canary\n',
  );
  writeFileSync(join(folder, 'conf.d', '10-defaults.cfg'), 'defaults\n mode http\n balance leastconn\n');
  writeFileSync(join(folder, 'conf.d', '.30-hidden.cfg'), 'frontend hidden\n');
  writeFileSync(join(folder, 'conf.d', 'notes.txt'), 'frontend notes\n');
  writeFileSync(join(folder, 'last.cfg'), 'backend canary\n server canary-1 10.0.0.1:80\n');
  const { files, frontends, backends, unknown } = inspection(['conf.d', 'last.cfg'], { PORT: '8123' });
  expect(files).toEqual(['conf.d/10-defaults.cfg', 'conf.d/20-web.cfg', 'last.cfg']);
  expect(frontends.map(({ name, url, mode }) => [name, url, mode])).toEqual([
    ['web', 'http://localhost:8123', 'http'],
  ]);
  expect(backends[0]?.balance?.text).toBe('balance leastconn');
  expect(unknown).toEqual([]);
});

test('maps beside the configuration are read, those that are not there are named', () => {
  mkdirSync(join(folder, 'maps'));
  writeFileSync(join(folder, 'maps', 'versions.map'), 'v2 canary\nv1 stable\n');
  const rules = (file: string) => ` use_backend %[req.hdr(X-Version),map(maps/${file},stable)]\n`;
  const backends =
    'backend canary\n mode http\n server c 127.0.0.1:1\nbackend stable\n mode http\n server s 127.0.0.1:2\n';
  writeFileSync(
    join(folder, 'map.cfg'),
    `frontend f\n mode http\n bind :80\n${rules('versions.map')}${backends}`,
  );
  writeFileSync(
    join(folder, 'gone.cfg'),
    `frontend f\n mode http\n bind :80\n${rules('gone.map')}${backends}`,
  );
  const known = inspection(['map.cfg']);
  expect(known.patternFiles).toEqual({ read: ['maps/versions.map'], missing: [] });
  expect(known.frontends[0]?.marks.map(({ headers, backend }) => [headers[0], backend])).toEqual([
    [['X-Version', 'v2'], 'canary'],
    [['X-Version', 'v1'], 'stable'],
  ]);
  const unknown = inspection(['gone.cfg']);
  expect(unknown.patternFiles).toEqual({ read: [], missing: ['maps/gone.map'] });
  expect(unknown.frontends[0]?.marks).toEqual([]);
  expect(run(['gone.cfg']).stdout).toContain('maps/gone.map could not be read');
});

describe('beside a running HAProxy', () => {
  let haproxy: RunningHaproxy;
  beforeAll(async () => {
    const [door, stats] = await freePorts(2);
    haproxy = await runHaproxy(
      folder,
      (socket) => `
global
  stats socket ${socket} mode 600 level admin
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend door
  bind 127.0.0.1:${door}
  default_backend shop
frontend stats
  bind 127.0.0.1:${stats}
  stats enable
  stats uri /stats
backend shop
  balance random
  server stable-1 127.0.0.1:9 weight 90
  server stable-2 127.0.0.1:9 disabled
  server canary-1 127.0.0.1:9 weight 10
`,
    );
  });
  afterAll(() => haproxy[Symbol.asyncDispose]());

  test.each(['--runtime', '--stats'])('%s tells weights and states', (flag) => {
    const [, port] = /bind 127.0.0.1:(\d+)\n {2}stats/.exec(haproxy.text) ?? [];
    const place = flag === '--runtime' ? haproxy.socket : `http://127.0.0.1:${port}/stats`;
    const { running, backends } = inspection([haproxy.file, flag, place]);
    expect(running[0]).toMatchObject({ source: place, failure: null });
    const [now] = running[0]?.backends ?? [];
    expect(now?.servers.map(({ name, weight, disabled }) => [name, weight, disabled])).toEqual([
      ['stable-1', 90, false],
      ['stable-2', 1, true],
      ['canary-1', 10, false],
    ]);
    expect(backends[0]?.groups.map(({ name, weightShare }) => [name, weightShare])).toEqual([
      ['stable', 0.9],
      ['canary', 0.1],
    ]);
    const { stdout } = run([haproxy.file, flag, place]);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      ': stable 1 of 2 up, weight 90; canary 1 of 1 up, weight 10',
    );
  });
});

test('HAProxy itself says whether the files are valid, where it is installed', async () => {
  const { haproxy } = await findTools(['haproxy']);
  const starter = join(folder, 'bin');
  mkdirSync(starter);
  const env = Object.entries(haproxy.env)
    .map(([name, value]) => `${name}='${value}' `)
    .join('');
  writeFileSync(join(starter, 'haproxy'), `#!/bin/sh\n${env}exec '${haproxy.command}' "$@"\n`, {
    mode: 0o755,
  });
  writeFileSync(join(folder, 'valid.cfg'), `${readFileSync(join(folder, 'haproxy.cfg'), 'utf8')}`);
  writeFileSync(join(folder, 'invalid.cfg'), 'frontend f\n use_backend canary if { nonsense }\n');
  const PATH = `${starter}:${process.env.PATH}`;
  expect(inspection(['valid.cfg'], { PATH }).check).toMatchObject({
    outcome: 'valid',
    version: expect.stringMatching(/^HAProxy version \d/),
  });
  const refused = inspection(['invalid.cfg'], { PATH });
  expect(refused.check).toMatchObject({
    outcome: 'refused',
    messages: [
      expect.stringMatching(/^ALERT: .*invalid.cfg:2/),
      ...Array((refused.check?.messages.length ?? 1) - 1).fill(expect.any(String)),
    ],
  });
  // A file that HAProxy refuses leads nowhere, whatever its rules say.
  const late = ' use_backend canary if { hdr(X-Canary) on }\n default_backend stable\n bind :0\n';
  const both = 'backend canary\n server c 127.0.0.1:1\nbackend stable\n server s 127.0.0.1:2\n';
  writeFileSync(
    join(folder, 'late.cfg'),
    `frontend f\n mode http\n bind :80\n${late}${both} balance nonsense\n`,
  );
  const broken = inspection(['late.cfg'], { PATH });
  expect(broken.check?.outcome).toBe('refused');
  expect(broken.frontends[0]?.marks).toEqual([]);
  // What only this machine lacks is no reason.
  const elsewhere = `frontend f\n mode http\n bind :80\n${late}${both}resolvers r\n nameserver n nobody.invalid:53\n`;
  writeFileSync(join(folder, 'elsewhere.cfg'), elsewhere.replace(' bind :0\n', ''));
  const there = inspection(['elsewhere.cfg'], { PATH });
  expect(there.check?.outcome).toBe('here-only');
  expect(there.frontends[0]?.marks).toHaveLength(1);
  expect(run(['elsewhere.cfg'], { PATH }).stdout).toMatch(/^! not checked whole/);
  expect(run(['invalid.cfg'], { PATH }).stdout).toMatch(
    /^! refused by the HAProxy of this machine \(HAProxy version/,
  );
});

test('the line that is printed leads there', async () => {
  await using server = await fakeServer((request, response) =>
    replica(request.headers['x-canary'] === 'always' ? 'canary' : 'stable', 'one')(request, response),
  );
  const { port } = new URL(server.url);
  writeFileSync(
    join(folder, 'paste.cfg'),
    `frontend f\n mode http\n bind 127.0.0.1:${port}\n use_backend canary if { hdr(X-Canary) always }\n default_backend stable\nbackend canary\n server c 127.0.0.1:1\nbackend stable\n server s 127.0.0.1:2\n`,
  );
  const [mark] = inspection(['paste.cfg']).frontends[0]?.marks ?? [];
  expect(mark?.paste?.canaryVerify).toBe(
    `canary-verify --expect 100% -H 'X-Canary: always' http://127.0.0.1:${port}/version`,
  );
});

test('a check by HAProxy that does not end in time is said to be that', () => {
  const slow = join(folder, 'slow');
  mkdirSync(slow);
  // A fake, as the real one ends.
  const script = '#!/bin/sh\nif [ "$1" = -v ]; then echo "HAProxy version 2.6.12"; else exec sleep 60; fi\n';
  writeFileSync(join(slow, 'haproxy'), script, { mode: 0o755 });
  const { stdout } = run(['haproxy.cfg'], { PATH: `${slow}:${process.env.PATH}` });
  expect(stdout).toContain('HAProxy version 2.6.12 did not end its check of the files in time.');
  expect(stdout).not.toContain('No HAProxy is here');
});
