import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fakeServer, inTurn } from '../fake-server.js';
import { fakeConsul, instances } from '../output/fake-consul.js';
import { fakeHaproxy, slots } from '../output/fake-haproxy.js';
import { replicas, saying503 } from '../output/fake-proxy.js';
import { runLine, shellLines } from './shell-lines.js';

const folder = mkdtempSync(join(tmpdir(), 'pages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const URL_OF_PAGES = 'http://localhost:48151/version';

describe.each(['README', 'own-haproxy', 'production', 'reports', 'versions'])('docs/%s.md', (name) => {
  const lines = shellLines(name).filter((line) => /^npx canary-verify --(?!.* --rate )/.test(line));

  test('has commands', () => expect(lines.length).toBeGreaterThan(0));

  test.each(lines)('%s', async (line) => {
    await using server = await fakeServer(name === 'versions' ? withoutHeaders(line) : replicas(9, 1));
    await using consul = await fakeServer(
      fakeConsul([...instances('shop-v1', 9), ...instances('shop-v2', 1)]),
    );
    const here = { [URL_OF_PAGES]: server.url, 'localhost:8500': new URL(consul.url).host };
    const { stdout, exitCode } = await runLine(line, here, { cwd: folder });
    expect(stdout).toMatch(/^✔ matches: \d+\.\d\d % of responses came from the canary/);
    expect(exitCode).toBe(0);
  });
});

test('the reports of docs/reports.md were written', () => {
  expect(readFileSync(join(folder, 'report.xml'), 'utf8')).toMatch(/^<\?xml/);
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toMatch(/^<!doctype html>/i);
});

describe('docs/own-haproxy.md', () => {
  const [explain = ''] = shellLines('own-haproxy').filter((line) => line.includes(' explain '));

  test('the page has one line for explain, and it finds nothing wrong', async () => {
    await using server = await fakeServer(replicas(3, 1));
    await using consul = await fakeServer(
      fakeConsul([...instances('shop-v1', 3), ...instances('shop-v2', 1)]),
    );
    await using haproxy = await fakeServer(fakeHaproxy([...slots('stable', 3), ...slots('canary', 1)]));
    const { stdout } = await runLine(explain, {
      'http://localhost:48152/stats': new URL('/stats', haproxy.url).href,
      [URL_OF_PAGES]: server.url,
      'localhost:8500': new URL(consul.url).host,
    });
    expect(stdout).toMatch(/in Consul +in HAProxy +in traffic/);
    expect(stdout).toContain('shop-v2-1');
  });
});

describe.each(['own-haproxy', 'versions'])('docs/%s.md', (name) => {
  test('curl shows the response, with its headers', async () => {
    const [line = ''] = shellLines(name).filter((line) => line.startsWith('curl'));
    await using server = await fakeServer(replicas(1, 0));
    const { stdout } = await runLine(line, { [URL_OF_PAGES]: server.url });
    expect(stdout).toMatch(/^HTTP\/1\.1 200/);
    expect(stdout.toLowerCase()).toContain('x-service-track: stable');
  });
});

test('docs/json.md: the verdict is read out of the document', async () => {
  const [line = ''] = shellLines('json');
  await using server = await fakeServer(replicas(9, 1));
  expect((await runLine(line, { [URL_OF_PAGES]: server.url })).stdout).toBe('matches\n');
});

describe('docs/production.md', () => {
  test('a run of which all requests fail sends fewer than 100', async () => {
    let asked = 0;
    await using server = await fakeServer((...both) => {
      asked++;
      saying503(...both);
    });
    const { exitCode } = await runLine(`npx canary-verify --expect 10% ${server.url}`);
    expect(exitCode).toBe(3);
    expect(asked).toBeLessThan(100);
  });

  const [rate = ''] = shellLines('production').filter((line) => line.includes(' --rate 50 '));

  // Nine stable replicas and no canary: it is found at this rate in a few seconds.
  test(rate, async () => {
    const at: number[] = [];
    const listener = replicas(9, 0);
    await using server = await fakeServer((...both) => {
      at.push(performance.now());
      listener(...both);
    });
    const { stdout } = await runLine(rate, { [URL_OF_PAGES]: server.url });
    expect(stdout).toMatch(/^✘ differs: no response came from the canary/);
    expect(at.length).toBeGreaterThan(100);
    // Late requests may follow one another at once, but no more of them than may be under way.
    expect((at.at(-1) ?? 0) - (at.at(-91) ?? 0)).toBeGreaterThan((1_000 * 80) / 50);
  });
});

/** Services that know nothing of canary-verify; the canary alone has the path /new. */
function withoutHeaders(line: string): RequestListener {
  const of = (version: 'stable' | 'canary'): RequestListener => {
    const build = version === 'canary' ? '2024.2' : '2024.1';
    const body = line.includes('body:')
      ? `<meta name="build" content="${build}">`
      : `{"build":{"id":"${build}"}}`;
    const headers = { Server: version === 'canary' ? 'shop/2' : 'shop/1' };
    return ({ url }, response) =>
      response.writeHead(url === '/new' && version === 'stable' ? 404 : 200, headers).end(body);
  };
  return inTurn(...Array.from({ length: 9 }, () => of('stable')), of('canary'));
}
