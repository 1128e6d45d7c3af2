import type { ArmRun } from '../decide/arm-run.js';
import { keptOpen } from '../decide/kept-open.js';
import { openBoundaries } from '../decide/open-boundaries.js';
import { neededOver } from '../sampling/spread.js';
import { seemsInBursts, suspectedChange } from '../tally/guards.js';
import { bandOf } from './band-of.js';
import type { Diagnosis } from './diagnosis.js';

/** What a run that is spread over a time shows besides its counts. */
export function diagnoseTime({ plan, inTime }: ArmRun): Diagnosis[] {
  const arm = plan.arm.name;
  if (inTime?.alikeWithinMs != null) {
    const withinMs = inTime.alikeWithinMs;
    return [{ kind: 'depends-on-time', arm, withinMs, neededMs: neededOver(withinMs, plan.budget) }];
  }
  return inTime?.tooShort == null ? [] : [{ kind: 'too-few-seconds', arm, ...inTime.tooShort }];
}

export function diagnoseDrift({ plan, guards, decision, inTime }: ArmRun): Diagnosis[] {
  if (guards.drifted === null || decision.outcome !== 'open' || inTime?.alikeWithinMs != null) return [];
  return [{ kind: 'drifted', arm: plan.arm.name, ...guards.drifted }];
}

export function diagnoseBursts({ plan, guards, decision, tally }: ArmRun): Diagnosis[] {
  if (!guards.dependent || decision.outcome !== 'open') return [];
  return [{ kind: 'bursts', arm: plan.arm.name, requests: tally.requests, shown: true }];
}

/** A share that changed, comes in bursts, follows the clock or differs by address is not merely open. */
export function diagnoseOpen(arm: ArmRun): Diagnosis[] {
  const { plan, tally, guards, byAddress, inTime } = arm;
  if (guards.drifted !== null || guards.dependent || byAddress.unlike) return [];
  if (inTime?.alikeWithinMs != null || inTime?.tooShort != null) return [];
  const change = suspectedChange(guards);
  if (change !== null) {
    const { afterRequests, before, after } = change;
    return [{ kind: 'unsteady', arm: plan.arm.name, afterRequests, before, after }];
  }
  const { requests } = tally;
  if (seemsInBursts(guards)) return [{ kind: 'bursts', arm: plan.arm.name, requests, shown: false }];
  const open = openBoundaries(arm);
  const why = keptOpen(arm);
  // The share is shown, and something else keeps the run open, which has a diagnosis of its own.
  if (plan.test.kind !== 'only' && open.length === 0 && why.keptOpen === null) return [];
  const needed = plan.needed.mean;
  const band = bandOf(plan.arm.expectation);
  return [{ kind: 'still-open', arm: plan.arm.name, requests, open, band, needed, ...why }];
}
