import type { JournalRecord } from '../rollout/journal.js';
import { isEnded, type RolloutState } from '../rollout/machine.js';
import type { PlanStep, RolloutPlan } from '../rollout/plan.js';
import type { ShareSetting } from '../share/share-place.js';
import { percent, percentagePoints, shareFigure, wholeFigure } from '../text/figures.js';
import { printable } from '../text/printable.js';
import { sharesText } from './share-text.js';
import { SIGNS } from './words/verdict-text.js';

/** The steps of a plan, and what stands in the places now. */
export function rolloutPlanText(
  plan: RolloutPlan,
  shares: readonly (ShareSetting & { place: string })[],
): string {
  const steps = plan.steps.map(({ share, tolerance, bakeMs, pause }, index) => {
    const band = tolerance > 0 ? ` ± ${percentagePoints(tolerance)}` : '';
    const bake = bakeMs > 0 ? `, watched for ${durationWords(bakeMs)}` : '';
    return `  step ${index + 1}  ${percent(share)}${band}${bake}${pause ? ', then waits for promote' : ''}\n`;
  });
  return `${plan.name}: every step can be set in every place\n${steps.join('')}\nThe share now\n${indented(sharesText(shares))}`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

/** One record of a journal in a line; null for those that say nothing new. `state`: behind the record. */
export function rolloutLine(record: JournalRecord, plan: RolloutPlan, state: RolloutState): string | null {
  const says = saysOf(record, plan, state);
  return says === null ? null : `${record.at.slice(11, 19)}  ${says}\n`;
}

function saysOf(record: JournalRecord, plan: RolloutPlan, state: RolloutState): string | null {
  switch (record.type) {
    case 'started':
      return `the rollout ${plan.name} starts: ${plan.steps.map(({ share }) => percent(share)).join(', ')}`;
    case 'setting':
      return null;
    case 'set':
      return record.places
        .map(
          ({ place, before, now }) =>
            `${where(plan, state)}: set to ${now} at ${printable(place, 60)} (${before} before)`,
        )
        .join('\n          ');
    case 'verdict': {
      const share = record.share === null ? '' : `, ${shareFigure(record.share)} measured`;
      const sign = SIGNS[record.verdict as keyof typeof SIGNS];
      const beside = record.diagnoses.length > 0 ? ` (${record.diagnoses.join(', ')})` : '';
      return `${where(plan, state)}: ${sign} ${record.verdict}${share} in ${wholeFigure(record.requests)} requests${beside}`;
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
      return bakeMs > 0 ? `${where(plan, state)}: watched for ${durationWords(bakeMs)}` : null;
    }
    case 'held':
      return `held at ${where(plan, state)}${because}`;
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

/** Where a rollout stands, and what can be said to it. */
export function rolloutStatus(plan: RolloutPlan, state: RolloutState, attended: boolean): string {
  const because = state.context.reason === null ? '' : `: ${printable(state.context.reason, 300)}`;
  const at = isEnded(state) ? '' : ` at ${where(plan, state)}`;
  const lines = [`${plan.name}: ${state.name}${at}${because}`];
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
  if (isEnded(state)) return [];
  if (state.name === 'held')
    return state.context.at === 'next' ? ['promote', 'abort'] : ['resume', 'promote', 'abort'];
  if (state.name === 'stuck') return ['abort'];
  return attended ? ['pause', 'abort'] : ['resume', 'abort'];
}

/** "step 2 of 4 (10 %)"; on the way back "0 %". */
function where(plan: RolloutPlan, state: RolloutState): string {
  if (['emptying', 'proving', 'stuck'].includes(state.name)) return '0 %';
  return `step ${state.context.step + 1} of ${plan.steps.length} (${percent(stepOf(plan, state).share)})`;
}

function stepOf({ steps }: RolloutPlan, { context }: RolloutState): PlanStep {
  return steps[context.step] as PlanStep;
}

function durationWords(ms: number): string {
  if (ms % 60_000 === 0) return `${ms / 60_000} min`;
  return `${Number((ms / 1_000).toPrecision(6))} s`;
}
