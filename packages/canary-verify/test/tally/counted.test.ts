import { describe, expect, test } from 'vitest';
import type { Origin } from '../../src/classify/origin.js';
import type { Answer } from '../../src/observation/observation.js';
import { resolveOptions } from '../../src/options/options.js';
import { leakTest } from '../../src/statistics/leak-test.js';
import { exchangeOf } from '../../src/tally/exchange.js';
import { newHealth, observeFailure, observeHealth } from '../../src/tally/health.js';
import { healthOf } from '../../src/tally/health-figures.js';
import { firstLeak, type NotedExchanges, noteExchange } from '../../src/tally/noted-exchanges.js';
import { countHop, emptyHops, hopOutcome, hopTrack, versionOfAll } from '../../src/tally/second-hop.js';
import { lonelyReplica } from '../../src/tally/seen-replicas.js';
import { noteCookies, type SetCookies, stickyCookie } from '../../src/tally/sticky-cookies.js';
import { type ArmTally, countResponse, emptyTally } from '../../src/tally/tally.js';
import { seeded } from '../statistics/seeded.js';

const origin = (more: Partial<Origin> = {}): Origin => ({
  ...{ track: null, service: null, version: null, instance: null },
  ...more,
});
const answer = (headers: Answer['headers'] = {}, body: string | Buffer = ''): Answer => ({
  ...{ status: 200, headers, body: Buffer.from(body) },
});
const options = resolveOptions({ expect: '100%', target: 'http://shop/version?token=x' });
const observation = { arm: 0, outcome: answer(), sentAt: 0, durationMs: 2, connection: 7, address: 0 };

describe('one response of the second service after the other', () => {
  function counted(marked: readonly (string | null)[], others: readonly (string | null)[]) {
    const hops = emptyHops(['canary', null, 'stable']);
    const [first, , second] = hops.arms;
    if (!first || !second) throw new Error('no second hop');
    for (const value of marked) countHop(hops, first, value);
    for (const value of others) countHop(hops, second, value);
    return { hops, first, second };
  }
  const times = (count: number, value: string) => Array<string>(count).fill(value);

  test('counts for a track, by its name or by its service', () => {
    const { first } = counted(['canary', 'shop-v2', 'stable', 'shop-v1', null], []);
    expect(first).toMatchObject({ responses: 5, canary: 2, stable: 2, unidentified: 1 });
  });

  test('counts for one of two versions as soon as both are known, and what is silent stays so', () => {
    const { hops, first, second } = counted(['2.0.0', null, '2.0.0'], ['1.0.0', '1.0.0', null]);
    expect(first).toMatchObject({ responses: 3, canary: 2, stable: 0, unidentified: 1 });
    expect(second).toMatchObject({ responses: 3, canary: 0, stable: 2, unidentified: 1 });
    expect(Object.fromEntries(first.values)).toEqual({ '2.0.0': 2 });
    expect(hopTrack(hops, '2.0.0')).toBe('canary');
  });

  test('counts for neither when there are three, or one alone', () => {
    const three = counted(['2.0.0', '2.0.0', '3.0.0'], ['1.0.0']);
    expect(three.first).toMatchObject({ canary: 0, stable: 0, unidentified: 3 });
    expect(three.second).toMatchObject({ unidentified: 1 });
    expect(counted(['2.0.0'], []).first).toMatchObject({ unidentified: 1 });
  });

  test('names too many versions: what goes beyond a thousand is not kept', () => {
    const names = Array.from({ length: 1_500 }, (_, index) => `shop-${index}-v2`);
    const { first } = counted([...names, 'shop-0-v2'], []);
    expect(first).toMatchObject({ responses: 1_501, canary: 1_001, unidentified: 500 });
    expect(first.values.size).toBe(1_000);
  });

  test('shows that the mark is lost when one version has answered both kinds 30 times', () => {
    expect(versionOfAll(counted(times(30, '1.0.0'), times(30, '1.0.0')).hops)).toBe('1.0.0');
    expect(versionOfAll(counted(times(29, '1.0.0'), times(30, '1.0.0')).hops)).toBeNull();
    expect(versionOfAll(counted(times(30, '1.0.0'), times(29, '1.0.0')).hops)).toBeNull();
    expect(versionOfAll(counted(times(60, '1.0.0'), []).hops)).toBeNull();
    expect(versionOfAll(counted([], times(60, '1.0.0')).hops)).toBeNull();
    expect(versionOfAll(counted(times(30, '2.0.0'), times(30, '1.0.0')).hops)).toBeNull();
  });

  test('decides: one leak differs, enough without one match, and one version for all differs for marked requests', () => {
    const after = (requestsWithoutLeak: number) => ({
      leak: { ...leakTest(0.01, 0.01), requestsWithoutLeak },
      failed: 0,
    });
    const open = counted(times(5, 'canary'), times(5, 'stable'));
    expect(hopOutcome(open.hops, open.first, after(6))).toBe('open');
    expect(hopOutcome(open.hops, open.first, after(5))).toBe('matches');
    expect(hopOutcome(open.hops, open.second, after(5))).toBe('matches');
    const leaking = counted(['canary', 'stable'], ['stable', 'canary']);
    expect(hopOutcome(leaking.hops, leaking.first, after(1))).toBe('differs');
    expect(hopOutcome(leaking.hops, leaking.second, after(1))).toBe('differs');
    const lost = counted(times(30, '1.0.0'), times(30, '1.0.0'));
    expect(hopOutcome(lost.hops, lost.first, after(459))).toBe('differs');
    expect(hopOutcome(lost.hops, lost.second, after(459))).toBe('cannot');
  });
});

describe('cookies', () => {
  function sticky(
    lines: readonly (readonly [line: string | string[], instance: string | null, version?: string])[],
  ) {
    const cookies: SetCookies = new Map();
    for (const [line, instance, version = null] of lines)
      noteCookies(cookies, answer({ 'set-cookie': line }), { instance, version });
    return stickyCookie(cookies);
  }
  const byReplica = { cookie: 'SERVER', names: 'replica' };
  const repeated = (times: number, ...lines: [string | string[], string | null][]) =>
    Array.from({ length: times }, () => lines).flat();

  test('keep a client with a replica when each value comes five times, always from the same', () => {
    const both: [string, string][] = [
      ['SERVER=a', 'a-0'],
      ['SERVER=b', 'b-0'],
    ];
    expect(sticky(repeated(5, ...both))).toEqual(byReplica);
    expect(sticky(repeated(4, ...both))).toBeNull();
    expect(sticky(repeated(50, ['SERVER=a', 'a-0']))).toBeNull();
    expect(sticky(repeated(50, ...both, ['SERVER=b', 'a-0']))).toBeNull();
    expect(sticky(repeated(50, ...both, ['SERVER=c', null]))).toBeNull();
  });

  test('are found among others, with blanks and attributes, and lines that are none', () => {
    const lines: [string[], string][] = [
      [['lang=en', ' SERVER = a ; Path=/; x=1'], 'a-0'],
      [['nonsense', '=b', 'SERVER=b'], 'b-0'],
    ];
    expect(sticky(repeated(5, ...lines))).toEqual(byReplica);
  });

  test('keep a client with a version when each value always comes from the same one, whichever replica it is', () => {
    const tracks = (...values: [string, string][]) =>
      values.flatMap(([value, version]) =>
        ['0', '1'].map((replica) => [`TRACK=${value}`, `${version}-${replica}`, version] as const),
      );
    const byVersion = { cookie: 'TRACK', names: 'version' };
    expect(
      sticky(
        Array(5)
          .fill(tracks(['stable', '1.0.0'], ['canary', '1.1.0']))
          .flat(),
      ),
    ).toEqual(byVersion);
    // One value for both versions names neither, and one version alone is no choice.
    expect(
      sticky(
        Array(9)
          .fill(tracks(['x', '1.0.0'], ['x', '1.1.0']))
          .flat(),
      ),
    ).toBeNull();
    expect(
      sticky(
        Array(9)
          .fill(tracks(['x', '1.0.0'], ['y', '1.0.0']))
          .flat(),
      ),
    ).toBeNull();
    const nameless = [['TRACK=a', null, '1.0.0'] as const, ['TRACK=b', null, '1.1.0'] as const];
    expect(sticky(Array(9).fill(nameless).flat())).toEqual(byVersion);
    const drawn = Array.from({ length: 200 }, (_, index) => [`id=${index}`, null, '1.0.0'] as const);
    expect(sticky(drawn)).toBeNull();
  });

  test('in any number do not fill the memory', () => {
    const from = { instance: 'a-0', version: null };
    const cookies: SetCookies = new Map();
    for (let index = 0; index < 1_000; index++) {
      noteCookies(cookies, answer({ 'set-cookie': `name-${index}=1` }), from);
      noteCookies(cookies, answer({ 'set-cookie': `name-0=${index}` }), from);
    }
    expect(cookies.size).toBe(20);
    expect(cookies.get('name-0')?.size).toBe(200);
    noteCookies(cookies, answer(), from);
    expect(cookies.size).toBe(20);
  });
});

describe('a replica that answers alone', () => {
  function alone(count: number, more: Partial<Origin> = {}, replicas = { stable: 2, canary: 1 }) {
    const tally = emptyTally([[]]);
    const [arm] = tally.arms as [ArmTally];
    const one = origin({ track: 'stable', instance: 'a-0', ...more });
    for (let index = 0; index < count; index++) countResponse(tally, arm, { origin: one, address: 0 });
    return lonelyReplica(arm, replicas);
  }

  test('is so after 30 responses, when its version has more', () => {
    expect(alone(30)).toBe('a-0');
    expect(alone(29)).toBeNull();
    expect(alone(0)).toBeNull();
    expect(alone(30, {}, { stable: 1, canary: 9 })).toBeNull();
    expect(alone(30, { track: 'canary' })).toBeNull();
    expect(alone(30, { track: null })).toBeNull();
  });
});

describe('an exchange that is shown', () => {
  const shown = (given: Answer) =>
    exchangeOf(
      { answer: given, origin: origin({ instance: 'a-0', version: '1.0.0' }), observation },
      options,
    );

  test('has the request and the response, without secrets', () => {
    expect(
      shown(answer({ 'set-cookie': ['a=1', 'b=2'], 'x-a': '1', 'x-none': undefined }, 'token=secret')),
    ).toEqual({
      request: { method: 'GET', url: 'http://shop/version?token=***', headers: [] },
      response: {
        status: 200,
        headers: [
          ['set-cookie', '***'],
          ['set-cookie', '***'],
          ['x-a', '1'],
          ['x-none', ''],
        ],
        body: 'token=***',
      },
      ...{
        instance: 'a-0',
        version: '1.0.0',
        time: '1970-01-01T00:00:00.000Z',
        durationMs: 2,
        connection: 7,
      },
    });
  });

  test('is not of any length', () => {
    const headers = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`x-${index}`, 'y'.repeat(201)]),
    );
    const { response } = shown(answer({ ...headers, 'x-0': 'y'.repeat(200) }, 'z'.repeat(301)));
    expect(response.headers).toHaveLength(24);
    expect(response.headers[0]?.[1]).toBe('y'.repeat(200));
    expect(response.headers[1]?.[1]).toBe(`${'y'.repeat(199)}…`);
    expect(response.body).toBe(`${'z'.repeat(299)}…`);
    expect(shown(answer({}, 'z'.repeat(300))).response.body).toBe('z'.repeat(300));
    expect(shown(answer({ 'content-encoding': 'gzip' }, 'no gzip')).response.body).toBe('');
  });
});

describe('exchanges that may be leaks', () => {
  const note = (
    noted: NotedExchanges,
    track: 'stable' | null,
    version: string,
    by: 'service' | 'second service' = 'service',
  ) =>
    noteExchange(
      noted,
      { by, track, value: version },
      { answer: answer(), origin: origin({ version }), observation, hop: by === 'service' ? null : version },
      options,
    );

  test('are noted once of each kind, the first of them', () => {
    const noted: NotedExchanges = new Map();
    note(noted, 'stable', '1.0.0');
    note(noted, 'stable', '0.9.0');
    note(noted, 'stable', '0.8.0', 'second service');
    note(noted, null, '0.7.0');
    note(noted, null, '0.6.0');
    expect([...noted.values()].map((one) => one.origin.version)).toEqual([
      '1.0.0',
      '0.8.0',
      '0.7.0',
      '0.6.0',
    ]);
    expect(firstLeak(noted, ({ hop }) => hop !== null)?.version).toBe('0.8.0');
    expect(firstLeak(noted, () => false)).toBeNull();
  });

  test('whose version is not known are noted up to 16, one that is surely a leak all the same', () => {
    const noted: NotedExchanges = new Map();
    for (let index = 0; index < 100; index++) note(noted, null, `1.0.${index}`);
    expect(noted.size).toBe(16);
    note(noted, 'stable', '0.9.0');
    expect(noted.size).toBe(17);
  });
});

const replica = (track: 'stable' | 'canary') => ({ track, instance: `${track}-1` });

describe('the health of the canary', () => {
  /** Of requests in turn: the canary's take so many milliseconds. */
  function latency(canaryMs: number, requests: number, stableMs = 10) {
    const health = newHealth({ errorRate: 0.01, worseRatio: 4 });
    for (let index = 0; index < requests; index++) {
      const sentAt = 1_000 * index;
      observeHealth(health, replica('stable'), { sentAt, durationMs: stableMs + (index % 3) });
      observeHealth(health, replica('canary'), { sentAt: sentAt + 500, durationMs: canaryMs + (index % 3) });
    }
    return healthOf(health, null, true)?.latency;
  }

  test('is not told before both have answered', () => {
    const health = newHealth({ errorRate: 0.01, worseRatio: 4 });
    expect(healthOf(health, null, true)).toBeNull();
    observeHealth(health, replica('canary'), { sentAt: 0, durationMs: 1 });
    expect(healthOf(health, null, true)).toBeNull();
    observeFailure(health, 'stable', 'http-500');
    expect(healthOf(health, null, true)).toMatchObject({
      errors: { stable: { requests: 1, failed: 1 }, canary: { requests: 1, failed: 0 } },
      latency: { stable: null, canary: { p50: 1, max: 1 } },
    });
    const other = newHealth({ errorRate: 0.01, worseRatio: 4 });
    observeHealth(other, replica('stable'), { sentAt: 0, durationMs: 1 });
    expect(healthOf(other, null, true)).toBeNull();
  });

  /** Requests in turn; of the stable ones every 50th fails by name, of the canary's so many fail without a name. */
  function errors(unnamed: number, cause: 'reset' | 'timeout' = 'reset') {
    const health = newHealth({ errorRate: 0.01, worseRatio: 4 });
    const random = seeded(1);
    for (let index = 0; index < 4_000; index++) {
      const timing = { sentAt: 20 * index, durationMs: 1 + 5 * random() };
      if (index % 50 === 0) observeFailure(health, 'stable', 'http-500');
      else observeHealth(health, replica('stable'), timing);
      if (index < unnamed) observeFailure(health, null, cause);
      observeHealth(health, replica('canary'), { sentAt: 20 * index + 10, durationMs: 1 + 5 * random() });
    }
    return healthOf(health, null, true);
  }

  test('is no worse where all failures name the stable version', () => {
    expect(errors(0)?.errors).toMatchObject({ verdict: 'no worse', unknown: 0 });
  });

  test('is not called no worse when the failures of unknown origin could be its own', () => {
    expect(errors(600)?.errors).toMatchObject({ verdict: 'undecided', unknown: 600 });
    expect(errors(600)?.latency.verdict).toBe('no worse');
  });

  test('is not called as fast when time-outs of unknown origin could be its own', () => {
    expect(errors(600, 'timeout')?.latency.verdict).not.toBe('no worse');
  });

  test('is not slower when one of its replicas is and another is not', () => {
    const health = newHealth({ errorRate: 0.01, worseRatio: 4 });
    for (let index = 0; index < 800; index++) {
      const sentAt = 1_000 * index;
      observeHealth(health, replica('stable'), { sentAt, durationMs: 10 + (index % 3) });
      const instance = `canary-${index % 2}`;
      const durationMs = (index % 2 === 0 ? 40 : 10) + (index % 3);
      observeHealth(health, { track: 'canary', instance }, { sentAt: sentAt + 500, durationMs });
    }
    expect(healthOf(health, null, true)).toMatchObject({
      latency: { verdict: 'undecided' },
      canaryReplicas: 2,
    });
  });

  test('is worse when it is slower by much, not by a little', () => {
    expect(latency(30, 400)).toMatchObject({ verdict: 'worse' });
    expect(latency(13, 400)).toMatchObject({ verdict: 'worse' });
    // Each canary's request is slower, but the ninetieth percentile is not a fifth higher.
    expect(latency(102, 400, 100)).toMatchObject({ verdict: 'undecided' });
    expect(latency(10, 400)).toMatchObject({ verdict: expect.not.stringMatching(/^worse$/) });
  });

  test('has percentiles of the durations', () => {
    expect(latency(30, 400)?.canary).toEqual({
      ...{
        p50: expect.closeTo(31, 1),
        p90: expect.closeTo(32, 1),
        p99: expect.closeTo(32, 1),
        max: expect.closeTo(32, 1),
      },
    });
  });
});
