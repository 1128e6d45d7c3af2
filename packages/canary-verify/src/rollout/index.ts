export type { ShareOptions } from '../share/share-options.js';
export type { Capacity, ReplicaCounts } from './capacity.js';
export type { Entry, JournalRecord, NotedVerdict } from './journal.js';
export type { RolloutEvent, StateName } from './machine.js';
export type { Consequence, RolloutPlan, Rules } from './plan.js';
export type { PlanStep, StepPause } from './plan-steps.js';
export { type RolloutEnd, type RolloutOptions, rollOut, type WrittenStep } from './roll-out.js';
export { type Holder, LeaseTaken } from './store/store.js';
export { replicasOf } from './topology-capacity.js';
