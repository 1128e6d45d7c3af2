import { describe, expect, test } from 'vitest';
import { readPlan, stepsOf } from '../../src/rollout/plan.js';

const plan = (given: object) =>
  readPlan(
    {
      ...{
        name: 'shop',
        steps: ['10%'],
        exchanged: undefined,
        on: undefined,
        drain: undefined,
        warmUp: undefined,
      },
      ...{ tolerance: undefined, confidence: undefined, scales: true, ...given },
    },
    'rollout.yaml',
  );

const step = {
  ...{ header: null, tolerance: 0, writtenTolerance: undefined, replicas: null, bakeMs: 0, pause: null },
};

describe('a plan', () => {
  test('has steps with the usual tolerance, and 100 % as its last', () => {
    const { name, steps, on } = plan({
      steps: ['1%', { share: 0.1, bake: '10m', tolerance: '2pp', pause: true }],
    });
    expect(name).toBe('shop');
    expect(steps).toEqual([
      { ...step, share: 0.01, tolerance: 0.005 },
      {
        ...{ ...step, share: 0.1, tolerance: 0.02, writtenTolerance: '2pp', bakeMs: 600_000 },
        pause: { ms: null, otherwise: 'hold' },
      },
      { ...step, share: 1 },
    ]);
    expect(on).toEqual({
      ...{ over: 'rollback', under: 'pause', undecided: 'pause', unmeasured: 'pause', worse: 'rollback' },
    });
    expect(stepsOf(plan({ steps: ['1%', { share: '10%', pause: true }] }))).toEqual({
      count: 3,
      holdsAfter: [1],
      waitsAfter: [],
    });
  });

  test('may send marked requests first, say how many replicas, and wait for somebody', () => {
    const whole = plan({
      steps: [
        { header: 'X-Canary: always', replicas: 2 },
        { share: '10%', pause: '1h', otherwise: 'promote' },
        { share: '50%', pause: '10m' },
      ],
      ...{ drain: '3s', warmUp: '30s' },
    });
    expect(whole).toMatchObject({ drainMs: 3_000, warmUpMs: 30_000 });
    expect(whole.steps).toMatchObject([
      { header: ['X-Canary', 'always'], share: 0, replicas: 2 },
      { share: 0.1, pause: { ms: 3_600_000, otherwise: 'promote' } },
      { share: 0.5, pause: { ms: 600_000, otherwise: 'hold' } },
      { share: 1 },
    ]);
    expect(stepsOf(whole)).toEqual({ count: 4, holdsAfter: [], waitsAfter: [1, 2] });
  });

  test('may have a tolerance for all steps without their own, and a confidence for all runs together', () => {
    const read = plan({ steps: [{ share: '10%', tolerance: '2pp' }, '50%', '100%'], tolerance: '10%' });
    expect(read.steps.map(({ tolerance }) => tolerance)).toEqual([0.02, 0.05, 0]);
    expect(read.steps.map(({ writtenTolerance }) => writtenTolerance)).toEqual(['2pp', '10%', undefined]);
    expect(plan({}).errorRate).toBeCloseTo(0.01, 12);
    expect(plan({ confidence: '99.9%' }).errorRate).toBeCloseTo(0.001, 12);
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
    [
      { steps: ['10%', '5%'] },
      'steps must rise from more than 0 %, with headers before them: step 2 is "5%"',
    ],
    [{ steps: ['0%'] }, 'steps must rise from more than 0 %, with headers before them: step 1 is "0%"'],
    [{ steps: [{ bake: '1m' }] }, 'a step must have a share'],
    [
      { steps: [{ share: '10%', bak: '1m' }] },
      'has the key "bak", which means nothing there; did you mean bake?',
    ],
    [{ steps: [{ share: '10%', bake: 10 }] }, 'bake must be a time with its unit, for example 10m; got "10"'],
    [{ steps: [{ share: '10%', pause: 'yes' }] }, 'pause must be a time with its unit'],
    [{ steps: [{ share: '10%', pause: 5 }] }, 'pause must be true, or a time with its unit'],
    [
      { steps: [{ share: '10%', pause: true, otherwise: 'abort' }] },
      'otherwise must be one of hold, promote, abort',
    ],
    [{ steps: [{ share: '10%', pause: '1m', otherwise: 'stop' }] }, 'got "stop"'],
    [{ steps: [{ share: '10%', replicas: 0 }] }, 'replicas must be a whole number from 1; got "0"'],
    [{ steps: ['10%', { header: 'X-A: 1' }] }, 'with headers before them: step 2 is'],
    [{ steps: [{ header: 'X-A' }] }, 'header must be a line'],
    [{ steps: [{ header: 'X-A: 1', share: '1%' }] }, 'either a header or a share'],
    [{ steps: [{ header: 'Host x: 1' }] }, 'not allowed'],
    [{ drain: 5 }, 'drain must be a time with its unit'],
    [{ warmUp: '30' }, 'warmUp must be a time with its unit'],
    [{ drain: '3s', scales: false }, 'drain is for replicas that the plan scales, and it has no scale'],
    [{ warmUp: '3s', scales: false }, 'warmUp is for replicas that the plan scales'],
    [{ steps: ['1%', '10%'], tolerance: '3pp' }, 'no canary at all would match 1 % ± 3 points'],
    [{ steps: [{ share: '10%', tolerance: '1pp' }], tolerance: '3pp' }, 'there are none'],
    [{ confidence: '40%' }, 'confidence must be at least 50 %'],
    [{ exchanged: 'yes' }, 'exchanged must be true or false; got "yes"'],
    [{ on: { worse: 'stop' } }, 'on.worse must be one of rollback, pause, warn; got "stop"'],
    [{ on: { wrose: 'pause' } }, 'did you mean worse?'],
    [{ on: [] }, 'on must have rules'],
  ])('%j is refused', (given, says) => expect(() => plan(given)).toThrow(says));
});
