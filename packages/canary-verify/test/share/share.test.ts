import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePorts } from '../../src/topology/free-port.js';
import { type FakeServer, fakeServer, replica } from '../fake-server.js';
import { type RunningHaproxy, runHaproxy } from '../haproxy/run-haproxy.js';
import { printed } from '../output/printed.js';

const DEFAULTS = `
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
`;

const answers = (track: string) =>
  `http-request return status 200 content-type text/plain string ok hdr x-service-track ${track} hdr x-service-instance ${track}-1`;

let folder: string;
let ports: number[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'share-'));
  ports = await freePorts(4);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const target = (index: number) => `http://127.0.0.1:${ports[index]}/version`;

async function startIn(name: string, config: (socket: string) => string): Promise<RunningHaproxy> {
  await mkdir(join(folder, name));
  return runHaproxy(join(folder, name), config);
}

describe('a share in a map of two HAProxies', () => {
  let map: string;
  let both: RunningHaproxy[];
  const config = (index: number) => (socket: string) =>
    `global
  stats socket ${socket} mode 600 level admin
${DEFAULTS}
frontend shop
  bind 127.0.0.1:${ports[index]}
  # Evenly, not by chance: by chance one of some 300 right runs ends undecided.
  stick-table type integer size 1 store gpc0
  http-request track-sc0 int(1)
  http-request set-var(txn.share) str(shop),map_str_int(${map},0)
  ${answers('canary')} if { sc0_inc_gpc0,mul(377),mod(1000),sub(txn.share) lt 0 }
  ${answers('stable')}
`;

  beforeAll(async () => {
    map = join(folder, 'share.map');
    await writeFile(map, '# of 1,000\nshop   0\n');
    both = [await startIn('one', config(0)), await startIn('two', config(1))];
  });
  afterAll(async () => {
    for (const one of both ?? []) await one[Symbol.asyncDispose]();
  });

  const places = () => both.flatMap(({ socket }) => ['--haproxy-stats', socket]);
  const share = (...argv: string[]) =>
    printed(['share', ...argv, '--map', map, '--map-all', '1000', ...places()], {});

  test('is set in both and in the file, and the traffic of both has it', async () => {
    const set = await share('25%', '--map-file', map, target(0));
    expect(set.output).toContain(
      `${both[0]?.socket}: the share is set to 25 % (250 of 1000), before: 0 % (0 of 1000)\n`,
    );
    expect(set.output).toMatch(/^✔ matches: 2\d\.\d\d % of responses came from the canary/m);
    expect(set.exitCode).toBe(0);
    const other = await printed(['--expect', '25%', target(1)], {});
    expect(other.exitCode).toBe(0);
    expect(await readFile(map, 'utf8')).toBe('# of 1,000\nshop   250\n');
  });

  test('is read where it stands', async () => {
    const read = await share('--map-file', map);
    expect(read.output).toBe(
      [...both.map(({ socket }) => socket), map].map((one) => `${one}: 25 % (250 of 1000)\n`).join(''),
    );
    expect(read.exitCode).toBe(0);
    const json = await share('--json');
    expect(JSON.parse(json.output)).toEqual({
      exitCode: 0,
      shares: both.map(({ socket }) => ({
        place: socket,
        remarks: [],
        share: 0.25,
        words: '250 of 1000',
        stored: '250',
        replicas: null,
      })),
    });
  });

  test('0 % is proven to be none', async () => {
    const set = await share('0%', target(0));
    expect(set.output).toMatch(/^✔ matches: only the stable version answered/m);
    expect(set.exitCode).toBe(0);
  });

  test('that the map cannot hold is refused: nothing was changed, nothing was sent', async () => {
    const refused = await share('0.04%', '--tolerance', '0.01pp', target(0));
    expect(refused.output).toContain(
      'cannot hold 0.04 % ± 0.01 points: the nearest is 0 % (0 of 1000). Nothing was changed.',
    );
    expect(refused.exitCode).toBe(4);
  });

  test('one of them unreachable: nothing is changed, and it is named', async () => {
    const gone = join(folder, 'gone.sock');
    const refused = await share('50%', '--haproxy-stats', gone, target(0));
    expect(refused.output).toBe(`canary-verify: ${gone} could not be read: ENOENT. Nothing was changed.\n`);
    expect(refused.exitCode).toBe(3);
    expect((await share()).output).toContain('0 % (0 of 1000)');
  });

  test('a map or key that is not there is refused with those that there are', async () => {
    const map1 = await printed(['share', '--map', 'other.map', ...places()], {});
    expect(map1.output).toContain(`it has no map called "other.map", but "${map}"`);
    expect(map1.exitCode).toBe(3);
    const key = await share('--map-key', 'cart');
    expect(key.output).toContain(`${map} has no key "cart", but "shop"`);
  });
});

describe('a share in the weights of servers', () => {
  let servers: FakeServer[];
  let haproxy: RunningHaproxy;
  const names = ['stable-1', 'stable-2', 'stable-3', 'canary-1'];

  beforeAll(async () => {
    servers = await Promise.all(
      names.map((name) => fakeServer(replica(name.startsWith('stable') ? 'stable' : 'canary', name))),
    );
    const lines = servers.map(({ url }, index) => `  server ${names[index]} ${new URL(url).host} weight 8`);
    haproxy = await startIn(
      'weights',
      (socket) => `global
  stats socket ${socket} mode 600 level admin
${DEFAULTS}
frontend shop
  bind 127.0.0.1:${ports[2]}
  default_backend app
backend app
  balance roundrobin
${lines.join('\n')}
`,
    );
  });
  afterAll(async () => {
    await haproxy?.[Symbol.asyncDispose]();
    for (const one of servers ?? []) await one[Symbol.asyncDispose]();
  });

  const share = (...argv: string[]) =>
    printed(['share', ...argv, '--weights', 'app/canary-', '--haproxy-stats', haproxy.socket], {});

  test('is set by the smallest weights that give it, and verified', async () => {
    expect((await share()).output).toBe(`${haproxy.socket}: 25 % (weights 8 of 32)\n`);
    const set = await share('10%', target(2));
    expect(set.output).toContain(
      'the share is set to 10 % (weights 1 of 10), before: 25 % (weights 8 of 32)',
    );
    expect(set.output).toMatch(/^✔ matches/m);
    expect(set.exitCode).toBe(0);
  });

  test('0 % takes the canary out, and it comes back', async () => {
    expect((await share('0%', target(2))).exitCode).toBe(0);
    expect((await share()).output).toBe(`${haproxy.socket}: 0 % (weights 0 of 3)\n`);
    expect((await share('50%', target(2))).exitCode).toBe(0);
    expect((await share()).output).toBe(`${haproxy.socket}: 50 % (weights 3 of 6)\n`);
  });

  test('a backend or servers that are not there are refused', async () => {
    const backend = await printed(['share', '--weights', 'shop/x', '--haproxy-stats', haproxy.socket], {});
    expect(backend.output).toContain('it has no servers in a backend called "shop"; it has "app"');
    const canaries = await printed(['share', '--weights', 'app/blue', '--haproxy-stats', haproxy.socket], {});
    expect(canaries.output).toContain(
      'no servers of app have names that begin with "blue": stable-1, stable-2, stable-3, canary-1',
    );
    expect(canaries.exitCode).toBe(3);
  });
});

describe('a share that commands set and get', () => {
  test('is handed over in percent, and read back', async () => {
    const file = join(folder, 'own');
    await writeFile(file, '3%');
    const canary = replica('canary', 'canary-1');
    await using server = await fakeServer(canary);
    const argv = ['--set-command', `echo {share} > ${file}`, '--get-command', `cat ${file}`, server.url];
    const set = await printed(['share', '100%', ...argv], {});
    expect(set.output).toContain('the share is set to 100 %, before: 3 %');
    expect(set.exitCode).toBe(0);
    expect(await readFile(file, 'utf8')).toBe('100\n');
    const differs = await printed(['share', '0%', ...argv], {});
    expect(differs.output).toMatch(/^✘ differs/m);
    expect(differs.exitCode).toBe(1);
  });

  test('that something else sets again is no success, though the traffic had it', async () => {
    const file = join(folder, 'reset');
    await writeFile(file, '0');
    const answer = replica('canary', 'canary-1');
    let requests = 0;
    await using server = await fakeServer((request, response) => {
      // Something else sets it in the middle of the run.
      if (++requests === 100) writeFileSync(file, '0');
      answer(request, response);
    });
    const argv = ['--set-command', `echo {share} > ${file}`, '--get-command', `cat ${file}`, server.url];
    const set = await printed(['share', '100%', ...argv], {});
    expect(set.output).toMatch(/^✔ matches/m);
    expect(set.output).toContain('was set to 100 %, but has 0 % again: something else sets it');
    expect(set.exitCode).toBe(3);
  });

  test('a command that fails, or prints no share, is named', async () => {
    const get = (command: string) =>
      printed(['share', '--set-command', 'true', '--get-command', command], {});
    expect((await get('echo oops >&2; exit 7')).output).toContain('could not be read: exit code 7, "oops"');
    expect((await get('echo lots')).output).toContain('must print a share in percent, for example 10');
    expect((await get('echo 101')).exitCode).toBe(3);
  });
});

test.each([
  [['10%'], 'none is given'],
  [['--map', 'a.map'], '--haproxy-stats must name the runtime socket of each HAProxy'],
  [['--map', 'a.map', '--haproxy-stats', 'http://localhost/stats'], 'a stats page changes nothing'],
  [['--map', 'a.map', '--weights', 'a/b'], 'use one of them'],
  [['--weights', 'a', '--haproxy-stats', './s'], 'for example shop/canary-'],
  [['--set-command', 'true'], '--get-command must be given as well'],
  [['--weights', 'a/b', '--map-key', 'x', '--haproxy-stats', './s'], '--map-key is for a map'],
  [['--map', 'a.map', '--map-all', '1.5', '--haproxy-stats', './s'], '--map-all must be a whole number'],
])('%j is wrong usage', async (argv, says) => {
  const { output, exitCode } = await printed(['share', ...argv], {});
  expect(output).toContain(says);
  expect(exitCode).toBe(4);
});
