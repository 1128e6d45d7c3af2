import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  firstState,
  isEnded,
  isResting,
  nextState,
  type RolloutEvent,
  type RolloutState,
  type StateName,
} from '../../src/rollout/machine.js';

const event = (type: RolloutEvent['type']) => ({ type, reason: `it is ${type}` }) as RolloutEvent;

/** The state behind these events, none of which may be refused. */
function after(types: readonly RolloutEvent['type'][], holdsAfter: number[] = []): RolloutState {
  let state = firstState({ count: 3, holdsAfter });
  for (const type of types) {
    const next = nextState(state, event(type));
    if (next === null) throw new Error(`${type} is refused in ${state.name}`);
    state = next;
  }
  return state;
}

const EVENTS: readonly RolloutEvent['type'][] = [
  ...(['shifted', 'passed', 'baked', 'hold', 'drifted', 'roll-back'] as const),
  ...(['promote', 'pause', 'resume', 'abort', 'emptied', 'proven', 'failed'] as const),
];

/** How each state is reached, and where each event leads from it; what is not named is refused. */
const TABLE: Readonly<
  Record<StateName, { by: RolloutEvent['type'][]; to: Partial<Record<RolloutEvent['type'], StateName>> }>
> = {
  shifting: {
    by: [],
    to: { shifted: 'verifying', hold: 'held', pause: 'held', 'roll-back': 'emptying', abort: 'emptying' },
  },
  verifying: {
    by: ['shifted'],
    to: {
      ...{ passed: 'baking', hold: 'held', pause: 'held', drifted: 'held' },
      ...{ 'roll-back': 'emptying', abort: 'emptying' },
    },
  },
  baking: {
    by: ['shifted', 'passed'],
    to: {
      ...{ baked: 'shifting', hold: 'held', pause: 'held', drifted: 'held' },
      ...{ 'roll-back': 'emptying', abort: 'emptying' },
    },
  },
  held: { by: ['pause'], to: { promote: 'shifting', resume: 'shifting', abort: 'emptying' } },
  emptying: { by: ['abort'], to: { emptied: 'proving', failed: 'stuck' } },
  proving: { by: ['abort', 'emptied'], to: { proven: 'rolled-back', failed: 'stuck' } },
  stuck: { by: ['abort', 'failed'], to: { resume: 'emptying', abort: 'emptying' } },
  succeeded: {
    by: [...Array<RolloutEvent['type'][]>(3).fill(['shifted', 'passed', 'baked'])].flat(),
    to: {},
  },
  'rolled-back': { by: ['abort', 'emptied', 'proven'], to: {} },
};

describe.each(Object.entries(TABLE))('%s', (name, { by, to }) => {
  test.each(EVENTS)('%s', (type) => {
    const state = after(by);
    expect(state.name).toBe(name);
    expect(nextState(state, event(type))?.name).toBe(to[type]);
  });
});

describe('a rollout', () => {
  test('goes through its steps, and rests behind those that say so', () => {
    const step = ['shifted', 'passed', 'baked'] as const;
    expect(after(step).context).toMatchObject({ step: 1, reason: null });
    const held = after(step, [0]);
    expect(held).toMatchObject({
      name: 'held',
      context: { step: 0, reason: 'the plan pauses behind this step' },
    });
    expect(nextState(held, event('resume'))).toBeNull();
    expect(nextState(held, event('promote'))).toMatchObject({ name: 'shifting', context: { step: 1 } });
    const last = after([...step, ...step, ...step], [2]);
    expect(nextState(last, event('promote'))?.name).toBe('succeeded');
  });

  test('goes on where it was held: it is measured again, and set again where somebody else changed it', () => {
    expect(after(['shifted', 'hold', 'resume']).name).toBe('verifying');
    expect(after(['shifted', 'passed', 'pause', 'resume']).name).toBe('verifying');
    expect(after(['shifted', 'passed', 'drifted', 'resume']).name).toBe('shifting');
  });

  test('remembers why it rests or goes back, until it goes on', () => {
    expect(after(['shifted', 'hold']).context.reason).toBe('it is hold');
    expect(after(['shifted', 'hold', 'resume']).context.reason).toBeNull();
    expect(after(['abort', 'failed']).context.reason).toBe('it is failed');
  });

  test('can be aborted wherever it has not ended and is not going back; a way back ends at its end or is stuck', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...EVENTS), { maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        (types, count) => {
          let state = firstState({ count, holdsAfter: [1] });
          let goesBack = false;
          for (const type of types) {
            state = nextState(state, event(type)) ?? state;
            goesBack ||= state.name === 'emptying';
            const onTheWay: StateName[] = ['emptying', 'proving', 'stuck', 'rolled-back'];
            expect(onTheWay.includes(state.name)).toBe(goesBack);
            const aborts = nextState(state, event('abort')) !== null;
            expect(aborts).toBe(!isEnded(state) && !['emptying', 'proving'].includes(state.name));
            expect(state.context.step).toBeLessThan(count);
            expect(isResting(state)).toBe(['held', 'stuck', 'succeeded', 'rolled-back'].includes(state.name));
          }
        },
      ),
    );
  });
});
