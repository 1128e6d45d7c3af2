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
  /** A rollout that has succeeded goes back. */
  | { type: 'undo'; reason: string }
  /** The journal begins with what was found: the share of this step, from 0. */
  | { type: 'adopted'; step: number; reason: string }
  /** Behind the last step: the old replicas are gone. */
  | { type: 'finished' }
  /** The share is 0 % everywhere. */
  | { type: 'emptied' }
  /** No request reaches the canary. */
  | { type: 'proven' }
  /** The canary's replicas are gone. */
  | { type: 'cleared' }
  | { type: 'failed'; reason: string };

/** What a rollout goes through. */
export interface Steps {
  count: number;
  /** The steps, from 0, behind which it is held until somebody says `promote`. */
  holdsAfter: readonly number[];
  /** The steps behind which it waits for that, and is watched meanwhile. */
  waitsAfter: readonly number[];
}

/** What the states remember. */
export interface RolloutContext extends Steps {
  /** From 0. */
  step: number;
  /** Why it rests or goes back; null while it goes on. */
  reason: string | null;
  /** Where it goes on when it is held. */
  at: 'shifting' | 'verifying' | 'next' | 'finishing';
}

/** What may happen in every state in which a share stands. */
const ALWAYS = {
  hold: { target: 'held', actions: ['noteReason', 'fromVerifying'] },
  pause: { target: 'held', actions: ['noteReason', 'fromVerifying'] },
  drifted: { target: 'held', actions: ['noteReason', 'fromShifting'] },
  'roll-back': { target: 'emptying', actions: 'noteReason' },
  abort: { target: 'emptying', actions: 'noteReason' },
} as const;

/** What comes behind a step that is done. */
const NEXT = [
  { guard: 'isLast', target: 'finishing', actions: 'goOn' },
  { target: 'shifting', actions: 'nextStep' },
] as const;

/**
 * The states: shifting → verifying → baking (→ waiting or held), for each step, then finishing → succeeded; from each of them
 * held, or emptying → proving → clearing → rolled-back. What fails on the way back is stuck: a way back is never taken back.
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
    waitsHere: ({ context }) => context.waitsAfter.includes(context.step),
    wasShifting: ({ context }) => context.at === 'shifting',
    wasVerifying: ({ context }) => context.at === 'verifying',
    wasFinishing: ({ context }) => context.at === 'finishing',
  },
  actions: {
    goOn: assign({ reason: null }),
    nextStep: assign({ step: ({ context }) => context.step + 1, reason: null }),
    takeStep: assign({ step: ({ event }) => (event.type === 'adopted' ? event.step : 0) }),
    noteReason: assign({ reason: ({ event }) => ('reason' in event ? event.reason : null) }),
    holdForPlan: assign({ reason: 'the plan pauses behind this step', at: 'next' }),
    fromShifting: assign({ at: 'shifting' }),
    fromVerifying: assign({ at: 'verifying' }),
    fromNext: assign({ at: 'next' }),
    fromFinishing: assign({ at: 'finishing' }),
  },
}).createMachine({
  id: 'rollout',
  context: ({ input }) => ({ ...input, step: 0, reason: null, at: 'shifting' }),
  initial: 'shifting',
  states: {
    shifting: {
      on: {
        shifted: 'verifying',
        adopted: { target: 'held', actions: ['takeStep', 'noteReason', 'fromShifting'] },
        hold: { target: 'held', actions: ['noteReason', 'fromShifting'] },
        pause: { target: 'held', actions: ['noteReason', 'fromShifting'] },
        'roll-back': ALWAYS['roll-back'],
        abort: ALWAYS.abort,
      },
    },
    verifying: { on: { ...ALWAYS, passed: 'baking' } },
    baking: {
      on: {
        ...ALWAYS,
        baked: [
          { guard: 'holdsHere', target: 'held', actions: 'holdForPlan' },
          { guard: 'waitsHere', target: 'waiting' },
          ...NEXT,
        ],
      },
    },
    waiting: {
      on: {
        ...ALWAYS,
        promote: NEXT,
        hold: { target: 'held', actions: ['noteReason', 'fromNext'] },
        pause: { target: 'held', actions: ['noteReason', 'fromNext'] },
      },
    },
    held: {
      on: {
        promote: NEXT,
        resume: [
          { guard: 'wasShifting', target: 'shifting', actions: 'goOn' },
          { guard: 'wasVerifying', target: 'verifying', actions: 'goOn' },
          { guard: 'wasFinishing', target: 'finishing', actions: 'goOn' },
        ],
        abort: ALWAYS.abort,
      },
    },
    finishing: {
      on: {
        finished: 'succeeded',
        hold: { target: 'held', actions: ['noteReason', 'fromFinishing'] },
        pause: { target: 'held', actions: ['noteReason', 'fromFinishing'] },
        abort: ALWAYS.abort,
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
        proven: 'clearing',
        failed: { target: 'stuck', actions: 'noteReason' },
      },
    },
    clearing: {
      on: {
        cleared: 'rolled-back',
        failed: { target: 'stuck', actions: 'noteReason' },
      },
    },
    stuck: {
      on: {
        resume: { target: 'emptying', actions: 'goOn' },
        abort: { target: 'emptying', actions: 'noteReason' },
      },
    },
    succeeded: { on: { undo: { target: 'emptying', actions: 'noteReason' } } },
    'rolled-back': { type: 'final' },
  },
});

/** The names of the states. */
export type StateName =
  | ('shifting' | 'verifying' | 'baking' | 'waiting' | 'held' | 'finishing')
  | ('emptying' | 'proving' | 'clearing' | 'stuck')
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
