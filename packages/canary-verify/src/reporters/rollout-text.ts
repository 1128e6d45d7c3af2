import { headersName } from '../options/request-headers.js';
import type { ReplicaCounts } from '../rollout/capacity.js';
import type { JournalRecord } from '../rollout/journal.js';
import { neededReplicas } from '../rollout/keep-capacity.js';
import { isEnded, type RolloutState } from '../rollout/machine.js';
import type { RolloutPlan } from '../rollout/plan.js';
import type { PlanStep } from '../rollout/plan-steps.js';
import { replay } from '../rollout/replay.js';
import type { PlaceNow } from '../share/set-share.js';
import { counted, percent, percentagePoints, shareFigure, wholeFigure } from '../text/figures.js';
import { printable } from '../text/printable.js';
import { isAgainstCanary } from '../verdict/health-diagnosis.js';
import { sharesText } from './share-text.js';
import { SIGNS } from './words/verdict-text.js';

/** A plan, and what stands there now. */
export interface PlanNow {
  plan: RolloutPlan;
  shares: readonly PlaceNow[];
  /** Null where the plan does not scale. */
  replicas: ReplicaCounts | null;
}

/** The steps of a plan, and what stands in the places now. */
export function rolloutPlanText({ plan, shares, replicas }: PlanNow): string {
  const steps = plan.steps.map((step, index) => {
    const band = step.tolerance > 0 ? ` ± ${percentagePoints(step.tolerance)}` : '';
    const scale = replicas === null ? '' : `, ${counted(neededReplicas(step, replicas), 'replica')}`;
    const bake = step.bakeMs > 0 ? `, watched for ${durationWords(step.bakeMs)}` : '';
    return `  step ${index + 1}  ${stepName(step)}${band}${scale}${bake}${pauseWords(step.pause)}\n`;
  });
  return `${plan.name}: every step can be set in every place\n${steps.join('')}\nThe share now\n${indented(sharesText(shares))}`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

/** "10 %", or the header that marks requests. */
export function stepName({ header, share }: PlanStep): string {
  return header === null ? percent(share) : headersName([header]);
}

function pauseWords(pause: PlanStep['pause']): string {
  if (pause === null) return '';
  if (pause.ms === null) return ', then held for promote';
  const otherwise = { hold: 'then held', promote: 'then goes on', abort: 'then goes back' }[pause.otherwise];
  return `, waits ${durationWords(pause.ms)} for promote, ${otherwise}`;
}

/** The last record of a journal in a line; null if it says nothing new. `records`: that one and all before it. */
export function rolloutLine(records: readonly JournalRecord[]): string | null {
  const known = replay(records);
  const record = records.at(-1);
  if (known === null || record === undefined) return null;
  const says = saysOf(record, known.plan, known.state);
  return says === null ? null : `${record.at.slice(11, 19)}  ${says}\n`;
}

function saysOf(record: JournalRecord, plan: RolloutPlan, state: RolloutState): string | null {
  switch (record.type) {
    case 'started':
      return [
        `the rollout ${plan.name} starts: ${plan.steps.map(stepName).join(', ')}`,
        ...record.remarks.map((remark) => `⚠ ${printable(remark, 500)}`),
      ].join('\n          ');
    case 'setting':
    case 'scaling':
      return null;
    case 'scaled':
      return `${stepWords(plan, state)}: the ${record.track} version has ${counted(record.count, 'replica')} (${wholeFigure(record.before)} before)`;
    case 'set':
      return record.places
        .map(
          ({ place, before, now }) =>
            `${stepWords(plan, state)}: set to ${now} at ${printable(place, 60)} (${before} before)`,
        )
        .join('\n          ');
    case 'verdict': {
      const share = record.share === null ? '' : `, ${shareFigure(record.share)} measured`;
      const sign = SIGNS[record.verdict as keyof typeof SIGNS];
      const worth =
        record.verdict === 'matches' ? record.diagnoses.filter(isAgainstCanary) : record.diagnoses;
      const beside = worth.length > 0 ? ` (${worth.join(', ')})` : '';
      return `${stepWords(plan, state)}: ${sign} ${record.verdict}${share} in ${wholeFigure(record.requests)} requests${beside}`;
    }
    case 'event':
      return eventWords(plan, state);
  }
}

/** What a state that something has led to is called; null where the next record says it. */
function eventWords(plan: RolloutPlan, state: RolloutState): string | null {
  const because = state.context.reason === null ? '' : `: ${printable(state.context.reason, 300)}`;
  switch (state.name) {
    case 'baking': {
      const { bakeMs } = stepOf(plan, state);
      return bakeMs > 0 ? `${stepWords(plan, state)}: watched for ${durationWords(bakeMs)}` : null;
    }
    case 'waiting':
      return `${stepWords(plan, state)}: waits ${durationWords(stepOf(plan, state).pause?.ms ?? 0)} for promote, and is watched`;
    case 'held':
      return `held at ${stepWords(plan, state)}${because}`;
    case 'emptying':
      return `going back${because}`;
    case 'stuck':
      return `stuck on the way back${because}`;
    case 'succeeded':
      return 'succeeded: all requests go to the canary';
    case 'rolled-back':
      return 'rolled back: no request goes to the canary';
    default:
      return null;
  }
}

/** Where a rollout stands. */
export interface RolloutStanding {
  plan: RolloutPlan;
  state: RolloutState;
  /** A process runs it. */
  attended: boolean;
  /** What was measured last, in parts. */
  evidence: readonly string[];
}

/** Where a rollout stands, and what can be said to it. */
export function rolloutStatus({ plan, state, attended, evidence }: RolloutStanding): string {
  const because = state.context.reason === null ? '' : `: ${printable(state.context.reason, 300)}`;
  const at = isEnded(state) ? '' : ` at ${stepWords(plan, state)}`;
  const lines = [`${plan.name}: ${state.name}${at}${because}`];
  if (evidence.length > 0 && !isEnded(state)) lines.push(`  ${evidence.join(', ')}`);
  const resting = ['held', 'stuck'].includes(state.name) || isEnded(state);
  if (!attended && !resting) lines.push('  nobody runs it, and nothing moves');
  const verbs = verbsFor(state, attended);
  if (verbs.length > 0)
    lines.push(
      `  next  ${verbs.map((verb) => `canary-verify rollout ${verb} ${plan.name}`).join('\n        ')}`,
    );
  return `${lines.join('\n')}\n`;
}

function verbsFor(state: RolloutState, attended: boolean): string[] {
  if (state.name === 'succeeded') return ['undo'];
  if (isEnded(state)) return [];
  if (state.name === 'waiting' && attended) return ['promote', 'pause', 'abort'];
  if (state.name === 'held')
    return state.context.at === 'next' ? ['promote', 'abort'] : ['resume', 'promote', 'abort'];
  if (state.name === 'stuck') return ['abort'];
  return attended ? ['pause', 'abort'] : ['resume', 'abort'];
}

/** "step 2 of 4 (10 %)"; on the way back "0 %". */
export function stepWords(plan: RolloutPlan, state: RolloutState): string {
  if (isGoingBack(state)) return '0 %';
  return `step ${state.context.step + 1} of ${plan.steps.length} (${stepName(stepOf(plan, state))})`;
}

/** Whether the share is taken away. */
export function isGoingBack({ name }: RolloutState): boolean {
  return ['emptying', 'proving', 'clearing', 'stuck'].includes(name);
}

function stepOf({ steps }: RolloutPlan, { context }: RolloutState): PlanStep {
  return steps[context.step] as PlanStep;
}

function durationWords(ms: number): string {
  if (ms % 60_000 === 0) return `${ms / 60_000} min`;
  return `${Number((ms / 1_000).toPrecision(6))} s`;
}
