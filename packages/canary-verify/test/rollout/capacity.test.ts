import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { thorough } from 'workbench/thorough';
import type { RolloutEvent } from '../../src/rollout/machine.js';
import { FakeReplicas, SimulatedRollout } from './simulated.js';

const STABLE = 4;
const STEPS = [{ header: 'X-Canary: always' }, '10%', '50%'];

/** A rollout that scales, and whose share is looked at whenever it or a number of replicas changes. */
function scaling(seed: number, errors?: { stable: number; canary: number }): SimulatedRollout {
  const rollout = new SimulatedRollout(seed, errors);
  rollout.replicas = new FakeReplicas({ stable: STABLE, canary: 0 });
  return rollout;
}

/** What each version has above what its ready replicas carry: more than 0 is a broken promise. */
function overloads({ place, replicas }: SimulatedRollout): { stable: number; canary: number } {
  const counts = replicas?.counts ?? { stable: 0, canary: 0 };
  const share = place.stored / 1_000;
  return { canary: share - counts.canary / STABLE, stable: 1 - share - counts.stable / STABLE };
}

describe('replicas', () => {
  test('are there before the share, as many as it needs, and the old ones leave at the end', async () => {
    using rollout = scaling(1);
    const seen: string[] = [];
    const look = () =>
      seen.push(
        `${rollout.place.stored} ${rollout.replicas?.counts.stable}+${rollout.replicas?.wanted.canary}`,
      );
    rollout.place.onChange = look;
    (rollout.replicas as FakeReplicas).onChange = look;
    expect(await rollout.start(STEPS)).toMatchObject({ name: 'succeeded' });
    expect(seen).toEqual([
      ...['0 4+1', '0 4+1', '100 4+1', '100 4+2', '500 4+2', '500 4+4', '1000 4+4', '1000 0+4'],
    ]);
  });

  test('that are new serve for a while before they are measured', async () => {
    using rollout = scaling(10);
    rollout.warmUp = '30s';
    await rollout.start(['10%', '20%', '50%']);
    const records = await rollout.records();
    const waited = records.flatMap((record, index) => {
      const next = records[index + 1];
      return record.type === 'set' && next !== undefined ? [Date.parse(next.at) - Date.parse(record.at)] : [];
    });
    // One replica carries 10 % and 20 %; two carry 50 %, and four all.
    expect(waited).toEqual([30_000, 0, 30_000, 30_000]);
  });

  test('of the canary leave after it was proven that nothing reaches them', async () => {
    using rollout = scaling(2, { stable: 0, canary: 0.3 });
    const left: number[] = [];
    (rollout.replicas as FakeReplicas).onChange = () => left.push(rollout.measured);
    expect(await rollout.start(['10%'])).toMatchObject({ name: 'rolled-back' });
    expect(rollout.replicas?.counts).toEqual({ stable: STABLE, canary: 0 });
    // Brought up before the first run, taken away behind the one that proves it.
    expect(left).toEqual([0, 2]);
  });

  test('that were there before stay when it goes back', async () => {
    using rollout = new SimulatedRollout(3, { stable: 0, canary: 0.3 });
    rollout.replicas = new FakeReplicas({ stable: STABLE, canary: 2 });
    expect(await rollout.start(['10%'])).toMatchObject({ name: 'rolled-back' });
    expect(rollout.replicas.counts).toEqual({ stable: STABLE, canary: 2 });
  });

  test('that die take the share back', async () => {
    using rollout = scaling(4);
    rollout.beforeRun = (run) => {
      const { replicas } = rollout;
      if (run === 3 && replicas !== null) replicas.wanted.canary = replicas.counts.canary = 0;
    };
    expect(await rollout.start(['10%', { share: '50%', bake: '10s' }])).toMatchObject({
      name: 'rolled-back',
      context: { reason: "0 of the canary's 2 replicas are ready" },
    });
  });

  test('that do not get ready in time take it back', async () => {
    using rollout = scaling(5);
    const replicas = rollout.replicas as FakeReplicas;
    replicas.ready = async (track) => replicas.counts[track];
    expect(await rollout.start(['10%'])).toMatchObject({
      name: 'rolled-back',
      context: { reason: '0 replicas of the canary version are ready, 1 were wanted' },
    });
  });

  test('that cannot be taken away hold it: all requests are where they should be', async () => {
    using rollout = scaling(6);
    const replicas = rollout.replicas as FakeReplicas;
    replicas.failing = (track, count) => track === 'stable' && count === 0;
    expect(await rollout.start(['10%'])).toMatchObject({
      name: 'held',
      context: { reason: 'the engine is gone', at: 'finishing' },
    });
    replicas.failing = () => false;
    expect(await rollout.resume([{ type: 'resume', reason: 'again' }])).toMatchObject({ name: 'succeeded' });
  });

  test('are brought back before the share when it is undone', async () => {
    using rollout = scaling(7);
    await rollout.start(['10%']);
    expect(rollout.replicas?.counts).toEqual({ stable: 0, canary: STABLE });
    const stableAtChange: unknown[] = [];
    rollout.place.onChange = () => stableAtChange.push(rollout.replicas?.counts.stable);
    expect(await rollout.resume([{ type: 'undo', reason: 'wrong after all' }])).toMatchObject({
      name: 'rolled-back',
      context: { reason: 'wrong after all' },
    });
    expect(stableAtChange).toEqual([STABLE]);
    expect(rollout.replicas?.counts).toEqual({ stable: STABLE, canary: 0 });
  });
});

describe('marked requests', () => {
  test('that do not all reach the canary hold it, before it has any share', async () => {
    using rollout = scaling(8);
    rollout.marked = 0.9;
    expect(await rollout.start(STEPS)).toMatchObject({
      name: 'held',
      context: { step: 0, reason: 'the canary gets less than it should' },
    });
    expect(rollout.place.shares).toEqual([0]);
  });

  test('are not the only ones that reach it: it goes back', async () => {
    using rollout = scaling(9);
    rollout.beforeRun = (run) => {
      rollout.place.trafficHas = run === 1 ? 0.05 : null;
    };
    expect(await rollout.start(STEPS)).toMatchObject({
      name: 'rolled-back',
      context: { reason: 'the canary gets more than it should' },
    });
  });
});

const EVENTS: readonly RolloutEvent[] = (['promote', 'resume', 'abort', 'undo', 'pause'] as const).map(
  (type) => ({ type, reason: 'by chance' }),
);

/** What may happen before a run of `verify`, or when a rollout rests. */
const mishap = fc.oneof(
  fc.constant('nothing' as const),
  fc.constant('pause' as const),
  fc.constant('abort' as const),
  fc.constant('the place fails once' as const),
  fc.constant('the engine fails once' as const),
  fc.constant('somebody adds a canary' as const),
  fc.constant('the canary gets worse' as const),
);

test('at no moment has a version more than its replicas carry, whatever happens', async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  await fc.assert(
    fc.asyncProperty(
      fc.array(mishap, { minLength: 1, maxLength: 12 }),
      fc.array(fc.constantFrom(...EVENTS), { maxLength: 4 }),
      fc.nat(1_000),
      async (mishaps, said, chance) => {
        const errors = { stable: 0, canary: 0 };
        using rollout = scaling(chance, errors);
        const replicas = rollout.replicas as FakeReplicas;
        // What throws here would pass for a place that fails.
        const seen: ReturnType<typeof overloads>[] = [];
        const look = () => seen.push(overloads(rollout));
        rollout.place.onChange = look;
        replicas.onChange = look;
        rollout.beforeRun = (run) => {
          const happens = mishaps[run % mishaps.length];
          if (happens === 'pause' || happens === 'abort')
            rollout.request = { verb: happens, reason: 'by chance' };
          if (happens === 'the place fails once')
            rollout.place.failing = once(() => (rollout.place.failing = never));
          if (happens === 'the engine fails once') replicas.failing = once(() => (replicas.failing = never));
          if (happens === 'somebody adds a canary') replicas.wanted.canary++;
          if (happens === 'the canary gets worse') errors.canary = 0.3;
        };
        await rollout.begin(STEPS);
        let state = await rollout.resume();
        for (const event of said) {
          const before = state;
          state = await rollout.resume([event]).catch((error: Error) => {
            // What means nothing there is refused by the command before it stands in the journal.
            if (error.message.includes('does not fit')) return before;
            throw error;
          });
          if (state === before) break;
        }
        expect(seen.length).toBeGreaterThan(0);
        for (const { stable, canary } of seen) expect(Math.max(stable, canary)).toBeLessThanOrEqual(1e-9);
      },
    ),
    { seed, numRuns: thorough ? 300 : 60 },
  );
});

const never = () => false;

function once(then: () => void): () => boolean {
  return () => {
    then();
    return true;
  };
}
