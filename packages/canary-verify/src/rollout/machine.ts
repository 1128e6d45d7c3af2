import { assign, initialTransition, setup, transition } from 'xstate';

/** What happened to a rollout, or what somebody asked of it. */
export type RolloutEvent =
  /** The share of the step stands everywhere. */
  | { type: 'shifted' }
  /** The traffic has the share. */
  | { type: 'passed' }
  /** It had it for as long as the step wants. */
  | { type: 'baked' }
  /** Somebody must look at it. */
  | { type: 'hold'; reason: string }
  /** Somebody else changed the share: it must be set again before anything is measured. */
  | { type: 'drifted'; reason: string }
  | { type: 'roll-back'; reason: string }
  | { type: 'promote'; reason: string }
  | { type: 'pause'; reason: string }
  | { type: 'resume'; reason: string }
  | { type: 'abort'; reason: string }
  /** The share is 0 % everywhere. */
  | { type: 'emptied' }
  /** No request reaches the canary. */
  | { type: 'proven' }
  | { type: 'failed'; reason: string };

/** What a rollout goes through. */
export interface Steps {
  count: number;
  /** The steps, from 0, behind which somebody must say `promote`. */
  holdsAfter: readonly number[];
}

/** What the states remember. */
export interface RolloutContext extends Steps {
  /** From 0. */
  step: number;
  /** Why it rests or goes back; null while it goes on. */
  reason: string | null;
  /** Where it goes on when it is held. */
  at: 'shifting' | 'verifying' | 'next';
}

/**
 * The states: shifting → verifying → baking, for each step, then succeeded; from each of them held, or emptying → proving →
 * rolled-back. What fails on the way back is stuck: a way back is never taken back.
 */
const rolloutMachine = setup({
  types: {
    context: {} as RolloutContext,
    events: {} as RolloutEvent,
    input: {} as Steps,
  },
  guards: {
    isLast: ({ context }) => context.step === context.count - 1,
    holdsHere: ({ context }) => context.holdsAfter.includes(context.step),
    wasShifting: ({ context }) => context.at === 'shifting',
    wasVerifying: ({ context }) => context.at === 'verifying',
  },
  actions: {
    goOn: assign({ reason: null }),
    nextStep: assign({ step: ({ context }) => context.step + 1, reason: null }),
    noteReason: assign({ reason: ({ event }) => ('reason' in event ? event.reason : null) }),
    holdForPlan: assign({ reason: 'the plan pauses behind this step', at: 'next' }),
    fromShifting: assign({ at: 'shifting' }),
    fromVerifying: assign({ at: 'verifying' }),
  },
}).createMachine({
  id: 'rollout',
  context: ({ input }) => ({ ...input, step: 0, reason: null, at: 'shifting' }),
  initial: 'shifting',
  states: {
    shifting: {
      on: {
        shifted: 'verifying',
        hold: { target: 'held', actions: ['noteReason', 'fromShifting'] },
        pause: { target: 'held', actions: ['noteReason', 'fromShifting'] },
        'roll-back': { target: 'emptying', actions: 'noteReason' },
        abort: { target: 'emptying', actions: 'noteReason' },
      },
    },
    verifying: {
      on: {
        passed: 'baking',
        hold: { target: 'held', actions: ['noteReason', 'fromVerifying'] },
        pause: { target: 'held', actions: ['noteReason', 'fromVerifying'] },
        drifted: { target: 'held', actions: ['noteReason', 'fromShifting'] },
        'roll-back': { target: 'emptying', actions: 'noteReason' },
        abort: { target: 'emptying', actions: 'noteReason' },
      },
    },
    baking: {
      on: {
        baked: [
          { guard: 'holdsHere', target: 'held', actions: 'holdForPlan' },
          { guard: 'isLast', target: 'succeeded' },
          { target: 'shifting', actions: 'nextStep' },
        ],
        hold: { target: 'held', actions: ['noteReason', 'fromVerifying'] },
        pause: { target: 'held', actions: ['noteReason', 'fromVerifying'] },
        drifted: { target: 'held', actions: ['noteReason', 'fromShifting'] },
        'roll-back': { target: 'emptying', actions: 'noteReason' },
        abort: { target: 'emptying', actions: 'noteReason' },
      },
    },
    held: {
      on: {
        promote: [
          { guard: 'isLast', target: 'succeeded', actions: 'goOn' },
          { target: 'shifting', actions: 'nextStep' },
        ],
        resume: [
          { guard: 'wasShifting', target: 'shifting', actions: 'goOn' },
          { guard: 'wasVerifying', target: 'verifying', actions: 'goOn' },
        ],
        abort: { target: 'emptying', actions: 'noteReason' },
      },
    },
    emptying: {
      on: {
        emptied: 'proving',
        failed: { target: 'stuck', actions: 'noteReason' },
      },
    },
    proving: {
      on: {
        proven: 'rolled-back',
        failed: { target: 'stuck', actions: 'noteReason' },
      },
    },
    stuck: {
      on: {
        resume: { target: 'emptying', actions: 'goOn' },
        abort: { target: 'emptying', actions: 'noteReason' },
      },
    },
    succeeded: { type: 'final' },
    'rolled-back': { type: 'final' },
  },
});

/** The names of the states. */
export type StateName =
  | ('shifting' | 'verifying' | 'baking' | 'held')
  | ('emptying' | 'proving' | 'stuck')
  | ('succeeded' | 'rolled-back');

/** Where a rollout stands. */
export interface RolloutState {
  name: StateName;
  context: RolloutContext;
}

/** A rollout before anything has happened. */
export function firstState(steps: Steps): RolloutState {
  return stateOf(initialTransition(rolloutMachine, steps)[0]);
}

/** The state behind an event; null if this state does not take it. Pure. */
export function nextState({ name, context }: RolloutState, event: RolloutEvent): RolloutState | null {
  const snapshot = rolloutMachine.resolveState({ value: name, context });
  return snapshot.can(event) ? stateOf(transition(rolloutMachine, snapshot, event)[0]) : null;
}

function stateOf({ value, context }: { value: unknown; context: RolloutContext }): RolloutState {
  return { name: value as StateName, context };
}

/** Whether nothing goes on by itself here. */
export function isResting({ name }: RolloutState): boolean {
  return name === 'held' || name === 'stuck' || isEnded({ name });
}

export function isEnded({ name }: Pick<RolloutState, 'name'>): boolean {
  return name === 'succeeded' || name === 'rolled-back';
}
