import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { ArmOptions } from '../../src/index.js';
import type { VerifyOptions } from '../../src/options/options.js';
import { leakTest } from '../../src/statistics/leak-test.js';
import { countHop, emptyHops, type HopTally, hopOutcome, versionOfAll } from '../../src/tally/second-hop.js';
import { verify } from '../../src/verify.js';
import { fakeServer } from '../fake-server.js';

const ARMS: ArmOptions[] = [
  { name: 'marked', headers: { 'X-Canary': 'always' }, expect: '100%' },
  { name: 'unmarked', expect: '0%' },
];

/** The first service is right; `second` says the version of the second one. */
function service(second: (marked: boolean, request: number) => string | null): RequestListener {
  const counts = { marked: 0, unmarked: 0 };
  return ({ headers }, response) => {
    const marked = headers['x-canary'] === 'always';
    const version = second(marked, ++counts[marked ? 'marked' : 'unmarked']);
    response.setHeader('X-Service-Track', marked ? 'canary' : 'stable');
    if (version !== null) response.setHeader('X-Credit', version);
    response.end(JSON.stringify({ credit: { version } }));
  };
}

async function verified(listener: RequestListener, options: VerifyOptions = {}) {
  await using server = await fakeServer(listener);
  const secondHop = 'json:/credit/version';
  return await verify({ target: server.url, arms: ARMS, secondHop, connections: 1, ...options });
}

describe('the second hop', () => {
  test.each(['json:/credit/version', 'header:X-Credit'])(
    'matches by %s, with a bound of its own',
    async (secondHop) => {
      const verdict = await verified(
        service((marked) => (marked ? '1.1.0' : '1.0.0')),
        { secondHop },
      );
      expect(verdict.verdict).toBe('matches');
      expect(verdict.arms.map((arm) => arm.secondHop)).toMatchObject([
        { verdict: 'matches', firstHop: 'matches', stable: 0, canary: 459, versions: { '1.1.0': 459 } },
        { verdict: 'matches', firstHop: 'matches', stable: 459, canary: 0, versions: { '1.0.0': 459 } },
      ]);
      expect(verdict.arms[1]?.secondHop?.interval).toEqual([0, expect.closeTo(0.00998, 4)]);
    },
  );

  test.each([
    ['a track', (marked: boolean) => (marked ? 'canary' : 'stable')],
    ['a service name', (marked: boolean) => (marked ? 'credit-v2' : 'credit-v1')],
  ])('may say %s, and then one arm is enough', async (_, second) => {
    const verdict = await verified(service(second), { arms: ARMS.slice(0, 1) });
    expect(verdict.arms[0]).toMatchObject({
      verdict: 'matches',
      secondHop: { canary: 459, unidentified: 0 },
    });
  });

  test('differs at the first leak, shows it, and says so apart from the first hop', async () => {
    const verdict = await verified(service((marked, n) => (marked && n !== 90 ? '1.1.0' : '1.0.0')));
    expect(verdict).toMatchObject({ verdict: 'differs', exitCode: 1 });
    expect(verdict.arms).toMatchObject([
      { verdict: 'differs', stable: 0, canary: 459, secondHop: { verdict: 'differs', firstHop: 'matches' } },
      { verdict: 'matches', secondHop: { verdict: 'matches' } },
    ]);
    expect(verdict.diagnosis).toMatchObject([
      { kind: 'second-hop-leak', arm: 'marked', expected: 'canary', version: '1.0.0', leaks: 1, both: false },
    ]);
    expect(verdict.diagnosis[0]).toMatchObject({
      exchange: { response: { body: '{"credit":{"version":"1.0.0"}}' } },
    });
  });

  test('differs when unmarked requests become marked', async () => {
    const { arms, diagnosis } = await verified(
      service((marked, n) => (marked || n > 300 ? '1.1.0' : '1.0.0')),
    );
    expect(arms).toMatchObject([{ verdict: 'matches' }, { verdict: 'differs', canary: 0 }]);
    expect(diagnosis).toMatchObject([{ kind: 'second-hop-leak', arm: 'unmarked', expected: 'stable' }]);
  });

  test('a first hop that leaks is said even when the second one is right', async () => {
    const { arms } = await verified(({ headers }, response) => {
      const marked = headers['x-canary'] === 'always';
      response.setHeader('X-Service-Track', 'stable');
      response.end(JSON.stringify({ credit: { version: marked ? '1.1.0' : '1.0.0' } }));
    });
    expect(arms[0]).toMatchObject({
      verdict: 'differs',
      secondHop: { verdict: 'matches', firstHop: 'differs', canary: 459 },
    });
  });

  test('a single version for all requests is a lost mark: it cannot be told which version it is', async () => {
    const { arms, diagnosis, verdict } = await verified(service(() => '1.0.0'));
    expect(verdict).toBe('differs');
    expect(arms).toMatchObject([
      {
        verdict: 'differs',
        requests: 459,
        secondHop: { verdict: 'differs', firstHop: 'matches', share: null },
      },
      { verdict: 'undecided', requests: 459, secondHop: { verdict: 'undecided', firstHop: 'matches' } },
    ]);
    expect(diagnosis).toMatchObject([
      { kind: 'second-hop-leak', arm: 'marked', version: '1.0.0', both: true, exchange: { version: null } },
    ]);
  });

  test('a share goes with the stable version: requests that met the canary by chance are not marked', async () => {
    let turn = 0;
    const { arms } = await verified(
      (_, response) => {
        response.setHeader('X-Service-Track', turn++ % 2 === 0 ? 'canary' : 'stable');
        response.end(JSON.stringify({ credit: { version: 'credit-v1' } }));
      },
      { arms: [{ name: 'unmarked', expect: '50%', tolerance: '20pp' }] },
    );
    expect(arms[0]).toMatchObject({ verdict: 'matches', secondHop: { verdict: 'matches', stable: 459 } });
  });

  test.each([
    ['says nothing', () => null, []],
    ['says three versions', (_: boolean, n: number) => `1.${n % 3}.0`, ['1.0.0', '1.1.0', '1.2.0']],
  ])('is unmeasured when it %s', async (_, second, values) => {
    const verdict = await verified(service(second));
    expect(verdict.verdict).toBe('unmeasured');
    const [found] = verdict.diagnosis;
    expect(found).toMatchObject({ kind: 'second-hop-unidentified' });
    expect(found?.kind === 'second-hop-unidentified' && [...found.values].sort()).toEqual(values);
  });

  test('is not looked at where an arm says so', async () => {
    const arms: ArmOptions[] = [...ARMS, { name: 'other', expect: '0%', secondHop: null }];
    const verdict = await verified(
      service((marked) => (marked ? '1.1.0' : '1.0.0')),
      { arms },
    );
    expect(verdict.arms[2]).toMatchObject({ verdict: 'matches', secondHop: null });
  });
});

/** So many responses without a leak are enough. */
const after = (requestsWithoutLeak: number) => ({
  leak: { ...leakTest(0.01, 0.01), requestsWithoutLeak },
  failed: 0,
});

describe('counts', () => {
  test('are counted anew when a second version tells which of them is the canary', () => {
    const hops = emptyHops(['canary', 'stable']);
    const [marked, unmarked] = hops.arms as [HopTally, HopTally];
    for (let n = 0; n < 20; n++) countHop(hops, marked, '1.1.0');
    expect(marked).toMatchObject({ responses: 20, canary: 0, unidentified: 20 });
    countHop(hops, unmarked, '1.0.0');
    countHop(hops, marked, null);
    expect(marked).toMatchObject({ responses: 21, canary: 20, stable: 0, unidentified: 1 });
    // One that names no version may have leaked.
    expect(hopOutcome(hops, marked, after(20))).toBe('open');
  });

  test('call the mark lost only after 30 of both sides', () => {
    const hops = emptyHops(['canary', 'stable']);
    const [marked, unmarked] = hops.arms as [HopTally, HopTally];
    for (let n = 0; n < 30; n++) countHop(hops, marked, '1.0.0');
    for (let n = 0; n < 29; n++) countHop(hops, unmarked, '1.0.0');
    expect(versionOfAll(hops)).toBeNull();
    countHop(hops, unmarked, '1.0.0');
    expect(versionOfAll(hops)).toBe('1.0.0');
    expect(hopOutcome(hops, marked, after(459))).toBe('differs');
    expect(hopOutcome(hops, unmarked, after(459))).toBe('cannot');
    countHop(hops, unmarked, '0.9.0');
    expect(hopOutcome(hops, marked, after(459))).toBe('open');
  });

  test('stay bounded when ever new versions are named', () => {
    const hops = emptyHops(['stable']);
    const [hop] = hops.arms as [HopTally];
    for (let n = 0; n < 3_000; n++) countHop(hops, hop, `x-${n}-v1`);
    expect(hop.values.size).toBe(1_000);
    expect(hop).toMatchObject({ responses: 3_000, stable: 1_000, unidentified: 2_000 });
  });
});
