import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { newHealth, observeHealth } from '../../src/tally/health.js';
import { type Health, healthOf } from '../../src/tally/health-figures.js';
import { verify } from '../../src/verify.js';
import { fakeServer, inTurn, replica } from '../fake-server.js';

const stable = Array.from({ length: 9 }, (_, index) => replica('stable', `a-${index}`));

/** A replica that answers so much later. */
function slow(listener: RequestListener, milliseconds: number): RequestListener {
  return (request, response) => void setTimeout(() => listener(request, response), milliseconds);
}

/** A canary whose every third answer is a 503 that still says where it comes from. */
function failing(): RequestListener {
  const headers = { 'X-Service-Track': 'canary', 'X-Service-Instance': 'b-0' };
  const broken: RequestListener = (_, response) => response.writeHead(503, headers).end();
  return inTurn(broken, replica('canary', 'b-0'), replica('canary', 'b-0'));
}

test('a canary that fails more often than the stable version is worse, and the split is judged apart', async () => {
  await using server = await fakeServer(inTurn(...stable, failing()));
  const verdict = await verify({ target: server.url, expect: '10%', tolerance: '5pp', maxFailures: '10%' });
  expect(verdict.health?.errors).toMatchObject({ verdict: 'worse', stable: { failed: 0 } });
  expect(verdict.health?.errors.canary.failed).toBe(verdict.failed);
  expect(verdict.diagnosis).toContainEqual(
    expect.objectContaining({
      ...{ kind: 'canary-worse', arm: 'all requests', what: 'errors', replicas: 1 },
      oddsRatio: verdict.health?.errors.oddsRatio,
      stable: verdict.health?.errors.stable,
      canary: verdict.health?.errors.canary,
    }),
  );
});

test('a slow canary is worse in latency, with percentiles for both', async () => {
  await using server = await fakeServer(inTurn(...stable, slow(replica('canary', 'b-0'), 30)));
  const { health, verdict } = await verify({ target: server.url, expect: '10%' });
  expect(verdict).toBe('matches');
  expect(health?.latency.verdict).toBe('worse');
  expect(health?.latency.canary?.p50).toBeGreaterThan(29);
  expect(health?.latency.stable?.p50).toBeLessThan(29);
  expect(health?.latency.oddsRatio).not.toBe(1);
});

test('nothing is compared while one version has not answered', async () => {
  await using server = await fakeServer(inTurn(...stable));
  expect((await verify({ target: server.url, expect: '0%' })).health).toBeNull();
});

describe('the canary begins every slow spell', () => {
  /** Responses one after the other, of which every tenth comes from the canary; a stable one takes 10 ms. */
  function healthAfter(responses: number, canaryMs: number): Health | null {
    const health = newHealth({ errorRate: 0.01, worseRatio: 4 });
    let sentAt = 0;
    for (let index = 0; index < responses; index++) {
      const track = index % 10 === 9 ? 'canary' : 'stable';
      const durationMs = track === 'canary' ? canaryMs : 10;
      observeHealth(health, { track, instance: null }, { sentAt, durationMs });
      sentAt += durationMs;
    }
    return healthOf(health, null, true);
  }

  test.each([
    { canaryMs: 11.9, responses: 1_000, verdict: 'undecided' },
    { canaryMs: 12.1, responses: 1_000, verdict: 'worse' },
    { canaryMs: 30, responses: 190, verdict: 'undecided' },
    { canaryMs: 30, responses: 200, verdict: 'worse' },
  ])(
    '$canaryMs ms instead of 10 ms, after $responses responses: $verdict',
    ({ responses, canaryMs, verdict }) => {
      expect(healthAfter(responses, canaryMs)?.latency.verdict).toBe(verdict);
    },
  );
});
