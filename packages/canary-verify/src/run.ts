import { intervalOf, shareOf } from './arm-verdict.js';
import { classify } from './classify.js';
import { type ArmDecision, decide, undecided } from './decide.js';
import type { ArmRun } from './diagnose.js';
import type { FailureCause, Observation, Origin } from './observation.js';
import type { ArmPlan, Plan } from './plan.js';
import type { Progress } from './progress.js';
import type { Demand } from './sampling/sample.js';
import { exceedsLimit } from './statistics/limit-test.js';
import { count, emptyTally, type Tally } from './tally.js';

/** The counting part of a run: says which arm is asked next, takes observations, and knows when it has seen enough. */
export class Run implements Demand {
  readonly tally: Tally;
  readonly arms: readonly RunningArm[];
  readonly #plan: Plan;
  #turn = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.tally = emptyTally(plan.arms.length);
    this.arms = this.tally.arms.map((tally, index) => {
      const armPlan = plan.arms[index] as ArmPlan;
      return { plan: armPlan, tally, decision: undecided(), sent: 0 };
    });
  }

  /** The arms take turns, so that whatever happens during the run happens to all of them. */
  nextArm(): number | null {
    for (let tries = 0; tries < this.arms.length; tries++) {
      const index = this.#turn;
      this.#turn = (this.#turn + 1) % this.arms.length;
      const arm = this.arms[index];
      if (arm === undefined || arm.decision.outcome !== 'open' || arm.sent >= arm.plan.budget) continue;
      arm.sent++;
      return index;
    }
    return null;
  }

  take({ arm: index, outcome }: Observation): boolean {
    const arm = this.arms[index];
    // A decided arm is closed: what was still under way no longer counts.
    if (arm === undefined || arm.decision.outcome !== 'open') return true;
    const { rules } = this.#plan.options;
    const origin = typeof outcome === 'string' ? outcome : classify(outcome, rules);
    const voided = count(this.tally, arm.tally, origin);
    if (voided) for (const each of this.arms) each.decision = undecided();
    decide(arm.decision, arm.plan.test, arm.tally);
    if (this.#isHopeless(arm, origin)) return false;
    return this.arms.some(isOpen);
  }

  /** Whether going on makes no sense, because too much fails or does not say where it comes from. */
  #isHopeless({ plan, tally }: RunningArm, latest: Origin | FailureCause): boolean {
    if (typeof latest === 'string') return exceedsLimit(plan.failures, tally.failed, tally.requests);
    // A single version without a track waits for a second one, to tell which of them is the canary.
    const waiting = latest.version !== null && this.tally.trackless.size === 1;
    return (
      latest.track === null && !waiting && exceedsLimit(plan.failures, tally.unidentified, tally.requests)
    );
  }

  progress(elapsedMs: number): Progress {
    const first = this.arms[0] as RunningArm;
    const sum = (figure: (arm: RunningArm) => number) =>
      this.arms.reduce((total, arm) => total + figure(arm), 0);
    return {
      requests: sum(({ tally }) => tally.requests),
      share: shareOf(first.tally),
      interval: intervalOf(first, this.#plan.options.errorRate),
      expectedRequests: sum(({ plan }) => plan.expectedRequests),
      stable: sum(({ tally }) => tally.stable),
      canary: sum(({ tally }) => tally.canary),
      unidentified: sum(({ tally }) => tally.unidentified),
      failed: sum(({ tally }) => tally.failed),
      elapsedMs,
    };
  }
}

interface RunningArm extends ArmRun {
  decision: ArmDecision;
  /** Requests sent, counted or still under way. */
  sent: number;
}

function isOpen({ decision, tally, plan }: RunningArm): boolean {
  return decision.outcome === 'open' && tally.requests < plan.budget;
}
