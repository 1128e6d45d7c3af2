import { type ArmRun, isHopeless, newArmRun, type Shared, takeInto, voidConclusions } from './arm-run.js';
import { intervalOf, shareOf } from './arm-verdict.js';
import { evidenceOf } from './evidence.js';
import type { Expectation } from './expectation.js';
import type { Observation } from './observation.js';
import type { ResolvedOptions } from './options.js';
import type { ArmPlan, Attempt } from './plan.js';
import type { ArmProgress, Progress } from './progress.js';
import type { Demand } from './sampling/sample.js';
import { emptyTally, type Tally } from './tally.js';

/**
 * So many requests go over one connection where several may. Each new one is routed anew even by a proxy that routes
 * connections; it costs as much as about eight requests.
 */
const USUALLY = 250;
const IN_DOUBT = 10;

/** The counting part of an attempt: says which arm is asked next, takes observations, and knows when it has seen enough. */
export class Run implements Demand {
  readonly tally: Tally;
  readonly arms: readonly ArmRun[];
  readonly attempt: Attempt;
  readonly #shared: Shared;
  #turn = 0;

  constructor(options: ResolvedOptions, attempt: Attempt) {
    this.attempt = attempt;
    this.tally = emptyTally(attempt.arms.map(({ arm }) => namesIn(arm.expectation)));
    this.#shared = { options, attempt, tally: this.tally };
    this.arms = this.tally.arms.map((tally, index) =>
      newArmRun(attempt.arms[index] as ArmPlan, tally, attempt.errorRate),
    );
  }

  /** Whether connections have turned out to be pinned, so that nothing can be said this way. */
  get pinned(): boolean {
    return this.arms.some(({ guards }) => guards.pinned);
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

  /**
   * Where one version alone is expected only the first response on each connection counts. A doubt is settled by the first
   * responses of many connections, and by whether the next ones agree with them.
   */
  requestsPerConnection(index: number): number {
    const arm = this.arms[index];
    if (arm === undefined || !this.attempt.reuse || arm.plan.test.kind === 'only') return 1;
    return arm.decision.doubtful ? IN_DOUBT : USUALLY;
  }

  take(observation: Observation): boolean {
    const arm = this.arms[observation.arm];
    // A decided arm is closed: what was still under way no longer counts.
    if (arm === undefined || arm.decision.outcome !== 'open') return true;
    if (takeInto(arm, observation, this.#shared)) for (const each of this.arms) voidConclusions(each);
    if (this.pinned || isHopeless(arm, this.tally)) return false;
    return this.arms.some(isOpen);
  }

  progress(elapsedMs: number): Progress {
    const first = this.arms[0] as ArmRun;
    const sum = (figure: (arm: ArmRun) => number) => this.arms.reduce((total, arm) => total + figure(arm), 0);
    return {
      requests: sum(({ tally }) => tally.requests),
      share: shareOf(first.tally),
      interval: intervalOf(first, this.attempt.errorRate),
      expectedRequests: sum(({ plan }) => plan.needed.mean),
      stable: sum(({ tally }) => tally.stable),
      canary: sum(({ tally }) => tally.canary),
      unidentified: sum(({ tally }) => tally.unidentified),
      failed: sum(({ tally }) => tally.failed),
      elapsedMs,
      maxTimeMs: this.#shared.options.maxTimeMs,
      arms: this.arms.map((arm) => armProgress(arm, this.attempt.errorRate)),
    };
  }
}

function armProgress(arm: ArmRun, errorRate: number): ArmProgress {
  const { plan, tally } = arm;
  return {
    name: plan.arm.name,
    open: isOpen(arm),
    requests: tally.requests,
    expectedRequests: plan.needed.mean,
    budget: plan.budget,
    share: shareOf(tally),
    interval: intervalOf(arm, errorRate),
    evidence: evidenceOf(arm),
  };
}

function namesIn(expectation: Expectation): string[] {
  return expectation.kind === 'versions' ? expectation.versions.map(({ version }) => version) : [];
}

function isOpen({ decision, tally, plan, guards }: ArmRun): boolean {
  return decision.outcome === 'open' && guards.drifted === null && tally.requests < plan.budget;
}
