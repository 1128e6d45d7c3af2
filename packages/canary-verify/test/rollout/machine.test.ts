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

const event = (type: RolloutEvent['type']) => ({ type, step: 0, reason: `it is ${type}` }) as RolloutEvent;

/** The state behind these events, none of which may be refused. */
function after(types: readonly RolloutEvent['type'][], holdsAfter: number[] = []): RolloutState {
  let state = firstState({ count: 3, holdsAfter, waitsAfter: [0] });
  for (const type of types) {
    const next = nextState(state, event(type));
    if (next === null) throw new Error(`${type} is refused in ${state.name}`);
    state = next;
  }
  return state;
}

const EVENTS: readonly RolloutEvent['type'][] = [
  ...(['shifted', 'passed', 'baked', 'hold', 'drifted', 'roll-back'] as const),
  ...(['promote', 'pause', 'resume', 'abort', 'undo', 'adopted'] as const),
  ...(['finished', 'emptied', 'proven', 'cleared', 'failed'] as const),
];

/** The events through all three steps, of which the first one waits. */
const TO_THE_END: readonly RolloutEvent['type'][] = [
  ...(['shifted', 'passed', 'baked', 'promote'] as const),
  ...(['shifted', 'passed', 'baked', 'shifted', 'passed', 'baked'] as const),
];

/** How each state is reached, and where each event leads from it; what is not named is refused. */
const TABLE: Readonly<
  Record<StateName, { by: RolloutEvent['type'][]; to: Partial<Record<RolloutEvent['type'], StateName>> }>
> = {
  shifting: {
    by: [],
    to: {
      ...{ shifted: 'verifying', hold: 'held', pause: 'held', adopted: 'held' },
      ...{ 'roll-back': 'emptying', abort: 'emptying' },
    },
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
      ...{ baked: 'waiting', hold: 'held', pause: 'held', drifted: 'held' },
      ...{ 'roll-back': 'emptying', abort: 'emptying' },
    },
  },
  waiting: {
    by: ['shifted', 'passed', 'baked'],
    to: {
      ...{ promote: 'shifting', hold: 'held', pause: 'held', drifted: 'held' },
      ...{ 'roll-back': 'emptying', abort: 'emptying' },
    },
  },
  held: { by: ['pause'], to: { promote: 'shifting', resume: 'shifting', abort: 'emptying' } },
  finishing: {
    by: [...TO_THE_END],
    to: { finished: 'succeeded', hold: 'held', pause: 'held', abort: 'emptying' },
  },
  emptying: { by: ['abort'], to: { emptied: 'proving', failed: 'stuck' } },
  proving: { by: ['abort', 'emptied'], to: { proven: 'clearing', failed: 'stuck' } },
  clearing: { by: ['abort', 'emptied', 'proven'], to: { cleared: 'rolled-back', failed: 'stuck' } },
  stuck: { by: ['abort', 'failed'], to: { resume: 'emptying', abort: 'emptying' } },
  succeeded: { by: [...TO_THE_END, 'finished'], to: { undo: 'emptying' } },
  'rolled-back': { by: ['abort', 'emptied', 'proven', 'cleared'], to: {} },
};

describe.each(Object.entries(TABLE))('%s', (name, { by, to }) => {
  test.each(EVENTS)('%s', (type) => {
    const state = after(by);
    expect(state.name).toBe(name);
    expect(nextState(state, event(type))?.name).toBe(to[type]);
  });
});

describe('a rollout', () => {
  test('goes through its steps, waits and rests behind those that say so', () => {
    const step = ['shifted', 'passed', 'baked'] as const;
    expect(after(step)).toMatchObject({ name: 'waiting', context: { step: 0 } });
    expect(after([...step, 'promote']).context).toMatchObject({ step: 1, reason: null });
    const held = after([...step, 'promote', ...step], [1]);
    expect(held).toMatchObject({
      name: 'held',
      context: { step: 1, reason: 'the plan pauses behind this step' },
    });
    expect(nextState(held, event('resume'))).toBeNull();
    expect(nextState(held, event('promote'))).toMatchObject({ name: 'shifting', context: { step: 2 } });
    expect(nextState(after(TO_THE_END.slice(0, -1), [2]), event('baked'))?.name).toBe('held');
  });

  test('that waited too long is held behind its step, and goes on with promote alone', () => {
    const held = after(['shifted', 'passed', 'baked', 'hold']);
    expect(nextState(held, event('resume'))).toBeNull();
    expect(nextState(held, event('promote'))).toMatchObject({ name: 'shifting', context: { step: 1 } });
  });

  test('that was held while it finished goes on finishing', () => {
    expect(after([...TO_THE_END, 'hold', 'resume']).name).toBe('finishing');
  });

  test('is adopted at the step that stands there', () => {
    const first = firstState({ count: 3, holdsAfter: [], waitsAfter: [] });
    const held = nextState(first, { type: 'adopted', step: 2, reason: 'found' });
    expect(held).toMatchObject({ name: 'held', context: { step: 2, reason: 'found' } });
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
          let state = firstState({ count, holdsAfter: [1], waitsAfter: [2] });
          let goesBack = false;
          for (const type of types) {
            state = nextState(state, event(type)) ?? state;
            goesBack ||= state.name === 'emptying';
            const onTheWay: StateName[] = ['emptying', 'proving', 'clearing', 'stuck', 'rolled-back'];
            expect(onTheWay.includes(state.name)).toBe(goesBack);
            const aborts = nextState(state, event('abort')) !== null;
            expect(aborts).toBe(!isEnded(state) && !['emptying', 'proving', 'clearing'].includes(state.name));
            expect(state.context.step).toBeLessThan(count);
            expect(isResting(state)).toBe(['held', 'stuck', 'succeeded', 'rolled-back'].includes(state.name));
          }
        },
      ),
    );
  });
});
