import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { ArmOptions } from '../src/index.js';
import type { Diagnosis } from '../src/verdict/diagnosis.js';
import { verify } from '../src/verify.js';
import { fakeServer, replica } from './fake-server.js';

const ARMS: ArmOptions[] = [
  { name: 'marked', headers: [['X-Canary', 'always']], expect: '100%' },
  { name: 'unmarked', expect: '0%' },
];

const isMarked = ({ headers }: Parameters<RequestListener>[0]) => headers['x-canary'] === 'always';

/** The canary for marked requests, but for one of so many. */
function leaking(every: number): RequestListener {
  let marked = 0;
  return (request, response) => {
    const canary = isMarked(request) && ++marked % every !== 0;
    const instance = canary ? 'service-v2-1' : 'service-v1-1';
    response.setHeader('Set-Cookie', 'SID=geheim');
    replica(canary ? 'canary' : 'stable', instance)(request, response);
  };
}

function leakIn(diagnosis: readonly Diagnosis[]): Extract<Diagnosis, { kind: 'leak' }> {
  const leak = diagnosis.find((one) => one.kind === 'leak');
  if (leak === undefined) throw new Error(`no leak among ${diagnosis.map(({ kind }) => kind)}`);
  return leak;
}

describe('a leak of marked requests', () => {
  test('shows the first exchange in full, without secrets', async () => {
    await using server = await fakeServer(leaking(100));
    const before = Date.now();
    const verdict = await verify({
      target: `${server.url}?token=geheim`,
      headers: { Authorization: 'Bearer geheim' },
      arms: ARMS,
      connections: 1,
    });
    const { exchange, arm } = leakIn(verdict.diagnosis);
    expect(arm).toBe('marked');
    expect(exchange).toMatchObject({
      request: {
        method: 'GET',
        url: `${server.url}?token=***`,
        headers: [
          ['Authorization', '***'],
          ['X-Canary', 'always'],
        ],
      },
      response: { status: 200, body: '{}' },
      instance: 'service-v1-1',
      version: '1.0.0',
    });
    expect(exchange?.response.headers).toContainEqual(['x-service-track', 'stable']);
    expect(exchange?.response.headers).toContainEqual(['set-cookie', '***']);
    expect(exchange?.connection).toBeGreaterThan(0);
    const sent = new Date(exchange?.time ?? '').getTime();
    expect(sent).toBeGreaterThanOrEqual(before);
    expect(sent).toBeLessThanOrEqual(Date.now());
    expect(JSON.stringify(verdict)).not.toContain('geheim');
  });

  test('ends its arm, and the other one goes on until it is shown to be right', async () => {
    await using server = await fakeServer(leaking(10));
    const { arms, exitCode } = await verify({ target: server.url, arms: ARMS, connections: 1 });
    // Three of those before were the first answers to whoever asks whether somebody is there.
    expect(arms).toMatchObject([
      { name: 'marked', verdict: 'differs', stable: 1 },
      { name: 'unmarked', verdict: 'matches', requests: 459, canary: 0 },
    ]);
    expect(arms[0]?.requests).toBeLessThanOrEqual(10);
    expect(exitCode).toBe(1);
  });

  test('is shown when only later it is known which version was the canary', async () => {
    const version =
      (text: string): RequestListener =>
      (_, response) =>
        response.end(JSON.stringify({ version: text, instance: `i-${text}` }));
    let requests = 0;
    // The very first counted requests of both arms meet the canary.
    await using server = await fakeServer((request, response) => {
      const canary = isMarked(request) || ++requests < 40;
      version(canary ? '1.1.0' : '1.0.0')(request, response);
    });
    const { diagnosis } = await verify({ target: server.url, arms: ARMS, connections: 1 });
    const leak = leakIn(diagnosis);
    expect(leak).toMatchObject({ arm: 'unmarked', track: 'canary', version: '1.1.0', instance: 'i-1.1.0' });
    expect(leak.exchange).toMatchObject({ version: '1.1.0', request: { headers: [] } });
  });
});

test('a hostile response is bounded: few headers, short values, a short body', async () => {
  await using server = await fakeServer((_, response) => {
    for (let index = 0; index < 40; index++) response.setHeader(`X-${index}`, 'y'.repeat(300));
    response.setHeader('X-Service-Track', 'canary').end('z'.repeat(100_000));
  });
  const { diagnosis } = await verify({ target: server.url, expect: '0%', connections: 1 });
  const { exchange } = leakIn(diagnosis);
  expect(exchange?.response.headers).toHaveLength(24);
  expect(JSON.stringify(exchange).length).toBeLessThan(24 * 250 + 1_000);
});

test('a header given twice is sent twice, and names are sent as they are written', async () => {
  const sent: string[][] = [];
  await using server = await fakeServer((request, response) => {
    sent.push(request.rawHeaders.filter((_, index, all) => /x-canary/i.test(all[index - (index % 2)] ?? '')));
    replica('stable', 'a')(request, response);
  });
  const twice = [
    ['X-Canary', 'never'],
    ['x-CANARY', 'always'],
  ] as const;
  await verify({ target: server.url, arms: [{ name: 'twice', headers: twice, expect: '0%' }] });
  expect(new Set(sent.map((one) => one.join(' ')))).toEqual(new Set(['X-Canary never x-CANARY always']));
});
