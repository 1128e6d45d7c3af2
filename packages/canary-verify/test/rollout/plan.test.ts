import { describe, expect, test } from 'vitest';
import { readPlan, stepsOf } from '../../src/rollout/plan.js';

const plan = (given: object) =>
  readPlan({ name: 'shop', steps: ['10%'], on: undefined, ...given }, 'rollout.yaml');

describe('a plan', () => {
  test('has steps with the usual tolerance, and 100 % as its last', () => {
    const { name, steps, on } = plan({
      steps: ['1%', { share: 0.1, bake: '10m', tolerance: '2pp', pause: true }],
    });
    expect(name).toBe('shop');
    expect(steps).toEqual([
      { share: 0.01, tolerance: 0.005, writtenTolerance: undefined, bakeMs: 0, pause: false },
      { share: 0.1, tolerance: 0.02, writtenTolerance: '2pp', bakeMs: 600_000, pause: true },
      { share: 1, tolerance: 0, writtenTolerance: undefined, bakeMs: 0, pause: false },
    ]);
    expect(on).toEqual({
      ...{ over: 'rollback', under: 'pause', undecided: 'pause', unmeasured: 'pause', worse: 'rollback' },
    });
    expect(stepsOf(plan({ steps: ['1%', { share: '10%', pause: true }] }))).toEqual({
      count: 3,
      holdsAfter: [1],
    });
  });

  test('that ends with 100 % gets no other', () => {
    expect(plan({ steps: [{ share: '100%', bake: '1.5s' }] }).steps).toMatchObject([
      { share: 1, bakeMs: 1_500 },
    ]);
  });

  test.each([
    [{ name: 'Shop 1' }, 'name must have small letters'],
    [{ name: undefined }, 'name must have small letters'],
    [{ steps: [] }, 'steps must be a list of shares'],
    [{ steps: '10%' }, 'steps must be a list of shares'],
    [{ steps: ['10%', '5%'] }, 'steps must rise from more than 0 %: step 2 is "5%"'],
    [{ steps: ['0%'] }, 'steps must rise from more than 0 %: step 1 is "0%"'],
    [{ steps: [{ bake: '1m' }] }, 'a step must have a share'],
    [
      { steps: [{ share: '10%', bak: '1m' }] },
      'has the key "bak", which means nothing there; did you mean bake?',
    ],
    [{ steps: [{ share: '10%', bake: 10 }] }, 'bake must be a time with its unit, for example 10m; got "10"'],
    [{ steps: [{ share: '10%', pause: 'yes' }] }, 'pause must be true or false'],
    [{ on: { worse: 'stop' } }, 'on.worse must be one of rollback, pause, warn; got "stop"'],
    [{ on: { wrose: 'pause' } }, 'did you mean worse?'],
    [{ on: [] }, 'on must have rules'],
  ])('%j is refused', (given, says) => expect(() => plan(given)).toThrow(says));
});
