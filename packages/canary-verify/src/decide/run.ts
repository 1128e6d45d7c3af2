import { classifier } from '../classify/classify.js';
import type { Observation } from '../observation/observation.js';
import type { Expectation } from '../options/expectation.js';
import type { ResolvedOptions } from '../options/options.js';
import type { ArmProgress, Progress } from '../options/progress.js';
import type { ArmPlan, Attempt } from '../plan/plan.js';
import type { Demand } from '../sampling/sample.js';
import { Turns } from '../sampling/turns.js';
import { emptyHops, type HopTallies } from '../tally/second-hop.js';
import { emptyTally, type Tally } from '../tally/tally.js';
import {
  type ArmRun,
  isDecided,
  isHopeless,
  newArmRun,
  type Shared,
  takeObservation,
  voidConclusions,
} from './arm-run.js';
import { evidenceOf } from './evidence.js';
import { canaryShareOf, intervalOf } from './interval.js';

/**
 * So many requests go over one connection where several may. Each new one is routed anew even by a proxy that routes
 * connections; it costs as much as about six requests.
 */
const USUALLY = 500;
const IN_DOUBT = 10;

/** The counting part of an attempt: says which arm is asked next, takes observations, and knows when it has seen enough. */
export class Run implements Demand {
  readonly tally: Tally;
  readonly hops: HopTallies;
  readonly arms: readonly ArmRun[];
  readonly attempt: Attempt;
  readonly #shared: Shared;
  readonly #turns: Turns;

  /** @param random Chance, as from Math.random: the order in which the arms take turns. */
  constructor(options: ResolvedOptions, attempt: Attempt, random: () => number) {
    this.attempt = attempt;
    this.tally = emptyTally(attempt.arms.map(({ arm }) => namesIn(arm.expectation)));
    this.hops = emptyHops(attempt.arms.map(({ arm }) => arm.secondHop?.track ?? null));
    this.#shared = {
      options,
      classify: classifier(options.rules),
      attempt,
      tally: this.tally,
      hops: this.hops,
    };
    this.arms = this.tally.arms.map((tally, index) =>
      newArmRun(attempt.arms[index] as ArmPlan, tally, this.hops.arms[index] ?? null, attempt.errorRate),
    );
    this.#turns = new Turns(this.arms.length, random);
  }

  /** Whether connections have turned out to be pinned, so that nothing can be said this way. */
  get pinned(): boolean {
    return this.arms.some(({ guards }) => guards.pinned);
  }

  /** The arms take turns, so that whatever happens during the run happens to all of them. */
  nextArm(): number | null {
    const index = this.#turns.next(this.#mayAsk);
    if (index !== null) (this.arms[index] as ArmRun).sent++;
    return index;
  }

  readonly #mayAsk = (index: number): boolean => {
    const arm = this.arms[index] as ArmRun;
    return !isDecided(arm, this.hops) && arm.sent < arm.plan.budget;
  };

  #isOpen(arm: ArmRun): boolean {
    const { guards, tally, plan } = arm;
    return !isDecided(arm, this.hops) && guards.drifted === null && tally.requests < plan.budget;
  }

  /**
   * Where one version alone is expected only the first response on each connection counts. A doubt is settled by the first
   * responses of many connections, and by whether the next ones agree with them.
   */
  requestsPerConnection(index: number): number {
    const arm = this.arms[index];
    if (arm === undefined || !this.attempt.reuse || arm.plan.test.kind === 'only' || arm.hop !== null)
      return 1;
    return arm.decision.doubtful ? IN_DOUBT : USUALLY;
  }

  take(observation: Observation): boolean {
    const arm = this.arms[observation.arm];
    // A decided arm is closed: what was still under way no longer counts.
    if (arm === undefined || isDecided(arm, this.hops)) return true;
    if (takeObservation(arm, observation, this.#shared)) for (const each of this.arms) voidConclusions(each);
    if (this.pinned || isHopeless(arm, this.tally, this.hops)) return false;
    return this.arms.some((each) => this.#isOpen(each));
  }

  progress(elapsedMs: number): Progress {
    const first = this.arms[0] as ArmRun;
    const sum = (figure: (arm: ArmRun) => number) => this.arms.reduce((total, arm) => total + figure(arm), 0);
    return {
      requests: sum(({ tally }) => tally.requests),
      share: canaryShareOf(first.tally),
      interval: intervalOf(first, this.attempt.errorRate),
      expectedRequests: sum(({ plan }) => plan.needed.mean),
      stable: sum(({ tally }) => tally.stable),
      canary: sum(({ tally }) => tally.canary),
      unidentified: sum(({ tally }) => tally.unidentified),
      failed: sum(({ tally }) => tally.failed),
      elapsedMs,
      maxTimeMs: this.#shared.options.maxTimeMs,
      arms: this.arms.map((arm) => armProgress(arm, this.#isOpen(arm), this.attempt.errorRate)),
    };
  }
}

function armProgress(arm: ArmRun, open: boolean, errorRate: number): ArmProgress {
  const { plan, tally } = arm;
  return {
    name: plan.arm.name,
    open,
    requests: tally.requests,
    expectedRequests: plan.needed.mean,
    budget: plan.budget,
    share: canaryShareOf(tally),
    interval: intervalOf(arm, errorRate),
    evidence: evidenceOf(arm),
  };
}

function namesIn(expectation: Expectation): string[] {
  return expectation.kind === 'versions' ? expectation.versions.map(({ version }) => version) : [];
}
