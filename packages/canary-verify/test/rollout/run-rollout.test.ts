import { describe, expect, test } from 'vitest';
import { thorough } from 'workbench/thorough';
import type { Journal } from '../../src/rollout/journal.js';
import { answerOf } from '../run-on.js';
import { FakeReplicas, SimulatedRollout } from './simulated.js';

const STEPS = ['1%', '10%', '50%'];

describe('a rollout', () => {
  test('of a good canary goes up step by step, and succeeds', async () => {
    using rollout = new SimulatedRollout(1);
    expect(await rollout.start(STEPS)).toMatchObject({ name: 'succeeded' });
    expect(rollout.place.shares).toEqual([0.01, 0.1, 0.5, 1]);
    expect(rollout.measured).toBe(4);
  });

  test('of a canary with 5 % errors beside 0.1 % goes back at the first step where it can be known', async () => {
    let atOnce = 0;
    for (let seed = 1; seed <= 20; seed++) {
      using rollout = new SimulatedRollout(seed, { stable: 0.001, canary: 0.05 });
      const { name, context } = await rollout.start(['10%', '50%']);
      expect(['rolled-back', 'held'], `seed ${seed}`).toContain(name);
      expect(rollout.place.shares, `seed ${seed}`).not.toContain(1);
      if (name === 'held') continue;
      expect(context.reason, `seed ${seed}`).toBe('the canary is worse');
      expect(rollout.place.stored, `seed ${seed}`).toBe(0);
      if (!rollout.place.shares.includes(0.5)) atOnce++;
    }
    // 130 requests at the first step show it in most runs, and 7 % of them cannot: those go back at the next.
    expect(atOnce).toBeGreaterThanOrEqual(14);
  });

  test('of a good canary is hardly ever rolled back: at most 1 of 100; bench:rollouts has 500', async () => {
    const runs = thorough ? 100 : 50;
    let wrong = 0;
    for (let seed = 1; seed <= runs; seed++) {
      using rollout = new SimulatedRollout(seed, { stable: 0.002, canary: 0.002 });
      const { name } = await rollout.start(['5%', '20%', '50%'], { undecided: 'warn' });
      if (name === 'rolled-back') wrong++;
    }
    // One more than promised proves nothing.
    expect(wrong).toBeLessThanOrEqual(runs / 100 + 1);
  });

  test('watches a step for as long as it says, and rests behind it if it says so', async () => {
    using rollout = new SimulatedRollout(3);
    const state = await rollout.start([{ share: '10%', bake: '3s', pause: true }]);
    expect(state).toMatchObject({ name: 'held', context: { step: 0 } });
    expect(rollout.measured).toBeGreaterThanOrEqual(3);
    expect(rollout.place.stored).toBe(100);
  });

  test('in which somebody else changes the share is held, and sets it again when it goes on', async () => {
    using rollout = new SimulatedRollout(4);
    rollout.beforeRun = (run) => {
      if (run === 1) rollout.place.stored = 900;
    };
    const state = await rollout.start([{ share: '10%', bake: '5s' }], { over: 'warn' });
    expect(state).toMatchObject({
      name: 'held',
      context: { reason: 'lb has 900 of 1000, set by somebody else or lost' },
    });
    expect(await rollout.resume([{ type: 'resume', reason: 'looked' }])).toMatchObject({ name: 'succeeded' });
    expect(rollout.place.shares).toEqual([0.1, 0.1, 1]);
  });

  test('is measured again after a run that could not tell, and held after three of them', async () => {
    // At the very edge of 10 % ± 3 points a run cannot tell.
    using once = new SimulatedRollout(6);
    once.beforeRun = (run) => {
      once.place.trafficHas = run === 1 ? 0.13 : null;
    };
    expect(await once.start(['10%'])).toMatchObject({ name: 'succeeded' });
    expect(once.measured).toBe(3);
    using always = new SimulatedRollout(6);
    always.place.trafficHas = 0.13;
    expect(await always.start(['10%'])).toMatchObject({
      name: 'held',
      context: { reason: 'the share is undecided: still-open' },
    });
    expect(always.measured).toBe(3);
  });

  test('of a canary that is slow goes back when it is slow twice in a row', async () => {
    using once = new SimulatedRollout(16);
    once.beforeRun = (run) => {
      once.durationOf = (track) => (track === 'canary' && run === 1 ? 40 : 4);
    };
    expect(await once.start(['50%'])).toMatchObject({ name: 'succeeded' });
    expect(once.measured).toBe(3);
    using always = new SimulatedRollout(16);
    always.durationOf = (track) => (track === 'canary' ? 40 : 4);
    expect(await always.start(['50%'])).toMatchObject({
      name: 'rolled-back',
      context: { reason: 'the canary is worse' },
    });
    expect(always.measured).toBe(3);
  });

  test('whose way back is proven late is rolled back all the same', async () => {
    using rollout = new SimulatedRollout(7, { stable: 0, canary: 0.5 });
    // Requests that were on their way still reach the canary in the first two runs of the way back.
    rollout.beforeRun = (run) => {
      rollout.place.trafficHas = run === 2 || run === 3 ? 0.2 : null;
    };
    expect(await rollout.start(['10%'])).toMatchObject({ name: 'rolled-back' });
    expect(rollout.measured).toBe(4);
  });

  test('whose share is not in the traffic is held below it, and goes back above it', async () => {
    using under = new SimulatedRollout(5);
    under.place.trafficHas = 0;
    expect(await under.start(['10%'])).toMatchObject({
      name: 'held',
      context: { reason: 'the canary gets less than it should' },
    });
    using over = new SimulatedRollout(5);
    over.place.trafficHas = 0.3;
    expect(await over.start(['10%'])).toMatchObject({
      name: 'stuck',
      context: { reason: 'it is not proven that no request reaches the canary: differs' },
    });
  });

  test('of which a step cannot be set goes back', async () => {
    using rollout = new SimulatedRollout(6);
    rollout.place.failing = (count) => count === 100;
    expect(await rollout.start(['1%', '10%'])).toMatchObject({ name: 'rolled-back' });
    expect(rollout.place.shares).toEqual([0.01, 0]);
  });

  test('that cannot go back is stuck after a minute, says why, and goes back when it can', async () => {
    using rollout = new SimulatedRollout(6, { stable: 0, canary: 0.3 });
    rollout.place.failing = (count) => count === 0;
    const state = await rollout.start(['10%']);
    expect(state).toMatchObject({ name: 'stuck' });
    expect(state.context.reason).toContain('lb could not be set to 0 of 1000: HAProxy is gone');
    rollout.place.failing = () => false;
    expect(await rollout.resume([{ type: 'abort', reason: 'again' }])).toMatchObject({ name: 'rolled-back' });
    expect(rollout.place.stored).toBe(0);
  });

  test('that is asked to abort goes back from wherever it is, and proves it', async () => {
    using rollout = new SimulatedRollout(7);
    rollout.beforeRun = (run) => {
      if (run === 1) rollout.request = { verb: 'abort', reason: 'wrong build' };
    };
    const state = await rollout.start(['1%', '10%']);
    expect(state).toMatchObject({ name: 'rolled-back', context: { reason: 'wrong build' } });
    expect(rollout.place.stored).toBe(0);
    expect(rollout.request).toBeNull();
  });

  test('whose marked requests fail while all others are answered goes back before it has any share', async () => {
    for (const markedFail of [1, 0.2]) {
      using rollout = new SimulatedRollout(17);
      rollout.markedFail = markedFail;
      expect(await rollout.start([{ header: 'X-Canary: always' }, '10%']), `${markedFail}`).toMatchObject({
        name: 'rolled-back',
        context: { reason: 'requests that must reach the canary fail more often than the others' },
      });
      expect(rollout.place.shares.filter((share) => share > 0)).toEqual([]);
    }
  });

  test('whose marked requests fail as often as all others is held: it is not known whose fault it is', async () => {
    using rollout = new SimulatedRollout(18, { stable: 0.3, canary: 0.3 });
    expect(await rollout.start([{ header: 'X-Canary: always' }, '10%'])).toMatchObject({
      name: 'held',
      context: { reason: 'the share is unmeasured: too-many-failures' },
    });
  });

  test('whose marked requests reach the stable version and fail there is held', async () => {
    using rollout = new SimulatedRollout(19, { stable: 0, canary: 0 });
    Object.assign(rollout, { markedFail: 0.3, marked: 0.5 });
    expect(await rollout.start([{ header: 'X-Canary: always' }, '10%'])).toMatchObject({
      name: 'held',
      context: { reason: 'the canary gets less than it should' },
    });
  });

  test('that is interrupted is held, and nothing moves', async () => {
    using rollout = new SimulatedRollout(8);
    rollout.beforeRun = (run) => {
      if (run === 2) rollout.interrupt.abort();
    };
    expect(await rollout.start(STEPS)).toMatchObject({
      name: 'held',
      context: { step: 1, reason: 'interrupted' },
    });
    expect(rollout.place.stored).toBe(100);
  });
});

describe('a rollout in trouble', () => {
  test('in which nothing answers is held after three runs, and goes on when somebody does', async () => {
    using rollout = new SimulatedRollout(11);
    rollout.answers = () => 'refused';
    expect(await rollout.start(['10%'])).toMatchObject({
      name: 'held',
      context: { reason: 'the share is unmeasured: too-many-failures' },
    });
    expect(rollout.measured).toBe(3);
    rollout.answers = null;
    expect(await rollout.resume([{ type: 'resume', reason: 'up again' }])).toMatchObject({
      name: 'succeeded',
    });
  });

  test('in which both versions are ill blames neither: it is held', async () => {
    using rollout = new SimulatedRollout(12, { stable: 0.3, canary: 0.3 });
    expect(await rollout.start(['50%'])).toMatchObject({
      name: 'held',
      context: { reason: expect.stringContaining('unmeasured') },
    });
    expect(rollout.place.stored).toBe(500);
  });

  test('in which a third version answers is held, though the share is right', async () => {
    using rollout = new SimulatedRollout(13);
    rollout.beforeRun = (run) => {
      const next = { 'x-service-version': '1.2.0' };
      if (run === 2) rollout.answers = (track) => answerOf(track, track === 'canary' ? next : {});
    };
    expect(await rollout.start([{ share: '10%', bake: '5s' }])).toMatchObject({
      name: 'held',
      context: { reason: 'more than two versions answer: 1.0.0, 1.1.0, 1.2.0' },
    });
  });

  test('in which the wall clock jumps is watched for as long as it says', async () => {
    for (const jump of [3_600_000, -3_600_000]) {
      using rollout = new SimulatedRollout(14);
      rollout.beforeRun = (run) => {
        if (run === 2) rollout.clockIsOff = jump;
      };
      expect(await rollout.start([{ share: '10%', bake: '10s' }])).toMatchObject({ name: 'succeeded' });
      // A run takes a second here, and so does the pause behind it.
      expect(rollout.measured, `jump of ${jump} ms`).toBe(1 + 5 + 1);
    }
  });

  test('whose journal cannot be written does nothing more', async () => {
    using rollout = new SimulatedRollout(15);
    await rollout.begin(['10%', '50%']);
    const full = (journal: Journal): Journal => ({
      records: journal.records,
      append: async (entry) => {
        if (entry.type === 'setting' && entry.share === 0.5)
          throw new Error('ENOSPC: no space left on device');
        return await journal.append(entry);
      },
    });
    await expect(rollout.resume([], full)).rejects.toThrow(
      'the journal could not be written: ENOSPC: no space left on device',
    );
    expect(rollout.place.shares).toEqual([0.1]);
    expect(await rollout.resume()).toMatchObject({ name: 'succeeded' });
  });
});

/** A journal that dies after so many more records. */
function dyingAfter(records: number): (journal: Journal) => Journal {
  let left = records;
  return (journal) => ({
    records: journal.records,
    async append(entry) {
      if (left-- <= 0) throw new Error('the runner dies');
      return await journal.append(entry);
    },
  });
}

describe('a runner that dies after any record', () => {
  test.each([
    {
      ...{ kind: 'a good canary', steps: [{ header: 'X-Canary: always' }, '10%', '50%'] },
      ...{ errors: { stable: 0, canary: 0 }, ends: 'succeeded', stands: 1_000, left: 0 },
    },
    {
      ...{ kind: 'a bad canary', steps: ['10%', '50%'] },
      ...{ errors: { stable: 0, canary: 0.2 }, ends: 'rolled-back', stands: 0, left: 4 },
    },
  ])('comes to the same end with $kind', async ({ steps, errors, ends, stands, left }) => {
    using whole = new SimulatedRollout(9, errors);
    whole.replicas = new FakeReplicas({ stable: 4, canary: 0 });
    await whole.start(steps);
    const { length } = await whole.records();
    expect(length).toBeGreaterThan(8);
    for (let killedAfter = 0; killedAfter < length - 1; killedAfter++) {
      using rollout = new SimulatedRollout(9, errors);
      rollout.replicas = new FakeReplicas({ stable: 4, canary: 0 });
      await rollout.begin(steps);
      await expect(rollout.resume([], dyingAfter(killedAfter))).rejects.toThrow(
        'the journal could not be written: the runner dies',
      );
      expect(await rollout.resume(), `killed after ${killedAfter}`).toMatchObject({ name: ends });
      expect(rollout.place.stored).toBe(stands);
      expect(rollout.replicas.counts.stable).toBe(left);
    }
  });
});
