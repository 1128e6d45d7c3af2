import { describe, expect, test } from 'vitest';
import { verify } from '../src/verify.js';
import { fakeServer, inTurn, replica } from './fake-server.js';

const nineAndOne = () => [
  ...Array.from({ length: 9 }, (_, index) => replica('stable', `a-${index}`)),
  replica('canary', 'b-0'),
];

describe('a split of 9 + 1', () => {
  test('matches 10 %, and says how often each replica answered', async () => {
    await using server = await fakeServer(inTurn(...nineAndOne()));
    const verdict = await verify({ target: server.url, expect: '10%' });
    expect(verdict).toMatchObject({ verdict: 'matches', exitCode: 0, failed: 0, interrupted: false });
    expect(Object.keys(verdict.instances)).toHaveLength(10);
    const [low, high] = verdict.interval ?? [];
    expect(low).toBeGreaterThanOrEqual(0.07);
    expect(high).toBeLessThanOrEqual(0.13);
  });

  test('differs from 25 %', async () => {
    await using server = await fakeServer(inTurn(...nineAndOne()));
    const verdict = await verify({ target: server.url, expect: '25%' });
    expect(verdict).toMatchObject({ verdict: 'differs', exitCode: 1 });
    expect(verdict.diagnosis).toEqual([
      { kind: 'follows-replicas', arm: 'all requests', stable: 9, canary: 1, expected: 0.25 },
    ]);
  });

  test('stays undecided when the budget is too small, and names what is still possible', async () => {
    let asked = 0;
    const replicas = inTurn(...nineAndOne());
    await using server = await fakeServer((request, response) => {
      asked++;
      replicas(request, response);
    });
    const verdict = await verify({ target: server.url, expect: '10%', maxRequests: 50 });
    expect(
      asked,
      'the budget, three requests to see whether anybody answers, and those to see that the routing has settled',
    ).toBeLessThanOrEqual(50 + 3 + 100);
    expect(asked).toBeGreaterThanOrEqual(50);
    expect(verdict).toMatchObject({ verdict: 'undecided', exitCode: 2, requests: 50 });
    expect(verdict.diagnosis).toEqual([
      {
        ...{ kind: 'still-open', arm: 'all requests', requests: 50, open: ['lower', 'upper'] },
        ...{ band: { share: 0.1, tolerance: 0.03 }, needed: 1350, unknown: 0, keptOpen: null },
      },
    ]);
  });
});

test('a dead canary looks wrong after 89 responses, and is called so after 700 in half a second', async () => {
  await using server = await fakeServer(replica('stable', 'a-0'));
  const verdict = await verify({ target: server.url, expect: '10%' });
  expect(verdict).toMatchObject({ verdict: 'differs', canary: 0 });
  expect(verdict.requests).toBeGreaterThanOrEqual(700);
  expect(verdict.requests).toBeLessThan(750);
  expect(verdict.durationMs).toBeGreaterThanOrEqual(500);
  expect(verdict.diagnosis).toMatchObject([{ kind: 'never-seen', track: 'canary' }]);
});

test('a single response of the wrong version is a leak', async () => {
  const leaking = [...Array.from({ length: 99 }, () => replica('canary', 'b-0')), replica('stable', 'a-7')];
  await using server = await fakeServer(inTurn(...leaking));
  const verdict = await verify({ target: server.url, expect: '100%' });
  expect(verdict.verdict).toBe('differs');
  expect(verdict.diagnosis).toMatchObject([
    { kind: 'leak', track: 'stable', leaks: 1, instance: 'a-7', version: '1.0.0' },
  ]);
});

test('arms are sampled in turn, each with its own headers and its own verdict', async () => {
  await using server = await fakeServer((request, response) =>
    replica(request.headers['x-canary'] === 'always' ? 'canary' : 'stable', 'x')(request, response),
  );
  const verdict = await verify({
    target: server.url,
    arms: [
      { name: 'marked', headers: { 'X-Canary': 'always' }, expect: '100%' },
      { name: 'unmarked', expect: '0%' },
      { name: 'wrong', headers: { 'X-Canary': 'sometimes' }, expect: '100%' },
    ],
  });
  expect(verdict.arms.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['marked', 'matches'],
    ['unmarked', 'matches'],
    ['wrong', 'differs'],
  ]);
  expect(verdict).toMatchObject({ verdict: 'differs', exitCode: 1 });
});

describe('responses without a track', () => {
  const version = (version: string) =>
    replicaSaying(JSON.stringify({ service: 'shop', version, track: null }));

  test('of exactly two versions the higher one is the canary, and the verdict says so', async () => {
    await using server = await fakeServer(inTurn(version('2.9.0'), version('2.10.0')));
    const verdict = await verify({ target: server.url, expect: '50%' });
    expect(verdict).toMatchObject({
      verdict: 'matches',
      versions: { '2.9.0': verdict.stable, '2.10.0': verdict.canary },
    });
    expect(verdict.diagnosis).toEqual([{ kind: 'compared-versions', canary: '2.10.0', stable: '2.9.0' }]);
  });

  test('of three versions none is counted as either', async () => {
    await using server = await fakeServer(inTurn(version('1.0.0'), version('1.1.0'), version('1.2.0')));
    const verdict = await verify({ target: server.url, expect: '50%' });
    expect(verdict).toMatchObject({ verdict: 'unmeasured', exitCode: 3, stable: 0, canary: 0 });
    expect(verdict.diagnosis).toMatchObject([
      { kind: 'unidentified', versions: ['1.0.0', '1.1.0', '1.2.0'] },
    ]);
  });

  test('without any version they are unidentified, which is found at once', async () => {
    await using server = await fakeServer(replicaSaying('hello'));
    const verdict = await verify({ target: server.url, expect: '10%' });
    expect(verdict).toMatchObject({ verdict: 'unmeasured', unidentified: 10, requests: 10 });
  });
});

describe('what fails is counted apart, and as neither version', () => {
  test('a broken replica: its share of 503 makes the split unmeasured', async () => {
    const broken = replicaSaying('no', 503);
    await using server = await fakeServer(inTurn(...nineAndOne(), broken));
    const verdict = await verify({ target: server.url, expect: '10%' });
    expect(verdict).toMatchObject({
      verdict: 'unmeasured',
      exitCode: 3,
      failures: { 'http-503': verdict.failed },
    });
    expect(verdict.stable + verdict.canary + verdict.failed).toBe(verdict.requests);
    expect(verdict.diagnosis).toMatchObject([{ kind: 'too-many-failures' }]);
  });

  test('a few failures are bearable', async () => {
    const many = Array.from({ length: 30 }, nineAndOne).flat();
    await using server = await fakeServer(inTurn(...many, (_, response) => response.destroy()));
    const verdict = await verify({ target: server.url, expect: '10%', tolerance: '5pp' });
    expect(verdict).toMatchObject({ verdict: 'matches', failures: { reset: verdict.failed } });
    expect(verdict.failed).toBeGreaterThan(0);
  });

  test('nothing but failures ends the run after ten', async () => {
    await using server = await fakeServer((_, response) => response.destroy());
    const verdict = await verify({ target: server.url, expect: '10%' });
    expect(verdict).toMatchObject({ verdict: 'unmeasured', requests: 0 });
    expect(verdict.diagnosis).toMatchObject([{ kind: 'unreachable', cause: 'reset' }]);
  });

  test('a request that takes too long', async () => {
    let asked = 0;
    await using server = await fakeServer((request, response) => {
      if (asked++ < 60) replica('stable', 'a-0')(request, response);
    });
    const verdict = await verify({ target: server.url, expect: '10%', timeoutMs: 200, connections: 4 });
    expect(verdict).toMatchObject({ verdict: 'unmeasured', failures: { timeout: verdict.failed } });
    expect(verdict.stable).toBeGreaterThan(0);
    expect(verdict.stable + verdict.failed).toBe(verdict.requests);
  });

  test('the very first requests may hang: who answers the others makes the target reachable', async () => {
    let asked = 0;
    const replicas = inTurn(...nineAndOne());
    await using server = await fakeServer((request, response) => {
      if (asked++ > 1) replicas(request, response);
    });
    const verdict = await verify({ target: server.url, expect: '10%' });
    expect(verdict).toMatchObject({ verdict: 'matches', failed: 0 });
  });

  test('a body without end', async () => {
    await using server = await fakeServer((_, response) => {
      response.writeHead(200, { 'X-Service-Track': 'stable' });
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const verdict = await verify({ target: server.url, expect: '10%' });
    expect(verdict).toMatchObject({ verdict: 'unmeasured' });
    expect(verdict.diagnosis).toMatchObject([{ kind: 'unreachable', cause: 'malformed' }]);
  });
});

describe('a run that is ended early', () => {
  test('by its user: says what was learnt', async () => {
    await using server = await fakeServer(inTurn(...nineAndOne()));
    const controller = new AbortController();
    const verdict = await verify({
      target: server.url,
      expect: '10%',
      tolerance: '0.1pp',
      signal: controller.signal,
      onProgress: ({ requests }) => requests > 0 && controller.abort(),
    });
    expect(verdict).toMatchObject({ verdict: 'undecided', interrupted: true, exitCode: 130 });
    expect(verdict.requests).toBeGreaterThan(0);
  });

  test('by the clock', async () => {
    await using server = await fakeServer(inTurn(...nineAndOne()));
    const verdict = await verify({ target: server.url, expect: '10%', tolerance: '0.1pp', maxTimeMs: 300 });
    expect(verdict).toMatchObject({ verdict: 'undecided', interrupted: false, exitCode: 2 });
    const { requests } = verdict;
    expect(verdict.diagnosis[0]).toMatchObject({
      kind: 'time-spent',
      maxTimeMs: 300,
      requests,
      stalled: false,
    });
  });

  test('by the clock where the service hangs: the requests that wait have used up the time', async () => {
    let answered = 0;
    const answer = inTurn(...nineAndOne());
    await using server = await fakeServer((request, response) => {
      if (++answered <= 200) answer(request, response);
    });
    const verdict = await verify({ target: server.url, expect: '10%', maxTimeMs: 3_000, timeoutMs: 20_000 });
    expect(verdict).toMatchObject({ verdict: 'undecided', failed: 0 });
    const [spent] = verdict.diagnosis;
    expect(spent).toMatchObject({ kind: 'time-spent', stalled: true, waiting: 10, needed: 1_350 });
    expect((spent as { longestMs: number }).longestMs).toBeGreaterThan(0);
    expect((spent as { longestMs: number }).longestMs).toBeLessThanOrEqual(3_000);
  });

  test('by the clock where one request of many hangs: later answers wait for it', async () => {
    let asked = 0;
    const answer = inTurn(...nineAndOne());
    await using server = await fakeServer((request, response) => {
      if (++asked !== 120) answer(request, response);
    });
    const verdict = await verify({ target: server.url, expect: '10%', maxTimeMs: 3_000, timeoutMs: 20_000 });
    expect(verdict.diagnosis[0]).toMatchObject({ kind: 'time-spent', stalled: true });
  });
});

test('a name that nobody knows', async () => {
  const verdict = await verify({ target: 'http://canary.invalid/version', expect: '10%' });
  expect(verdict.diagnosis).toEqual([
    { kind: 'unreachable', tried: ['canary.invalid'], cause: 'unresolved' },
  ]);
});

function replicaSaying(body: string, status = 200): Parameters<typeof fakeServer>[0] {
  return (_, response) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(body);
}

describe('what ends a run beside its answer', () => {
  test('a target that never answers is unreachable after the time-out of a request, when that is short', async () => {
    await using server = await fakeServer(() => {});
    const verdict = await verify({ target: server.url, expect: '10%', timeoutMs: 200 });
    expect(verdict.diagnosis).toMatchObject([{ kind: 'unreachable', cause: 'timeout' }]);
    expect(verdict.durationMs, 'three seconds are for longer time-outs').toBeLessThan(2_500);
  });

  test('its user, after a few failures: unmeasured, and interrupted all the same', async () => {
    let asked = 0;
    const replicas = inTurn(...nineAndOne());
    await using server = await fakeServer((request, response) => {
      asked++;
      if (asked <= 150) replicas(request, response);
      else if (asked <= 153) response.writeHead(503).end();
      // The others hang until the run is over.
    });
    const controller = new AbortController();
    const verdict = await verify({
      target: server.url,
      expect: '10%',
      tolerance: '0.5pp',
      connectionMode: 'fresh',
      signal: controller.signal,
      onProgress: ({ failed }) => failed === 3 && controller.abort(),
    });
    expect(verdict).toMatchObject({ verdict: 'unmeasured', interrupted: true, exitCode: 130 });
  });
});

test('an error whose body cannot be decompressed is called by its status', async () => {
  await using server = await fakeServer((_, response) =>
    response.writeHead(503, { 'Content-Encoding': 'gzip' }).end('Service Unavailable'),
  );
  const verdict = await verify({ target: server.url, expect: '10%' });
  expect(verdict).toMatchObject({ verdict: 'unmeasured', failures: { 'http-503': verdict.requests } });
});

test('a third version voids what the first responses of connections had shown of two', async () => {
  let unmarked = 0;
  const both = inTurn(replica('stable', 'a-0'), replica('canary', 'b-0'));
  const saying = (version: string) => replicaSaying(JSON.stringify({ version }));
  await using server = await fakeServer((request, response) => {
    if (request.headers['x-old'] !== undefined) {
      return saying('1.0.0')(request, response);
    }
    unmarked++;
    // The second version makes 1.0.0 the stable one; once the arm has its answer, the third makes it neither.
    if (unmarked === 300) return saying('1.1.0')(request, response);
    if (unmarked === 3_000) return saying('1.2.0')(request, response);
    both(request, response);
  });
  const verdict = await verify({
    target: server.url,
    connectionMode: 'reuse',
    arms: [
      { name: 'unmarked', expect: '50%', tolerance: '1pp' },
      { name: 'old', headers: { 'X-Old': '1' }, expect: '0%' },
    ],
  });
  const old = verdict.arms.find(({ name }) => name === 'old');
  expect(old).toMatchObject({ verdict: 'unmeasured', stable: 0, canary: 0 });
  expect(old?.unidentified).toBeGreaterThan(459);
});

describe('what the diagnoses of a share say', () => {
  test('replicas that give just what was expected do not explain another share', async () => {
    // Of each 100 responses 58 come from the canary, where one replica of two would give 50.
    let asked = 0;
    await using server = await fakeServer((request, response) => {
      const canary = (asked++ * 58) % 100 < 58;
      (canary ? replica('canary', 'b-0') : replica('stable', 'a-0'))(request, response);
    });
    const asking = { target: server.url, tolerance: '1pp', differsBeyond: 'share' } as const;
    const even = await verify({ ...asking, expect: '50%' });
    expect(even).toMatchObject({ verdict: 'differs', diagnosis: [] });
    const uneven = await verify({ ...asking, expect: '52%' });
    expect(uneven).toMatchObject({ verdict: 'differs', diagnosis: [{ kind: 'follows-replicas' }] });
  });
});
