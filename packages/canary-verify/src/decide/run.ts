import type { ClassifiedObservation } from '../classify/classify-observation.js';
import type { ResolvedOptions } from '../options/options.js';
import type { ArmProgress, Progress } from '../options/progress.js';
import type { ArmPlan, Attempt } from '../plan/plan.js';
import { Turns } from '../sampling/turns.js';
import { NONE_UNANSWERED, type Unanswered } from '../sampling/unanswered.js';
import { emptyCounts, type SharedCounts } from '../tally/arm-counts.js';
import { countObservation } from '../tally/count-observation.js';
import { healthRates } from '../tally/health-rates.js';
import {
  isMarkedWorse,
  type MarkedFailures,
  newMarkedFailures,
  observeMarked,
} from '../tally/marked-failures.js';
import { type HopTallies, hopsOf } from '../tally/second-hop.js';
import { type Tally, tallyOf } from '../tally/tally.js';
import {
  type ArmRun,
  decideArm,
  decideOver,
  hasLeaked,
  isDecided,
  isHopeless,
  newArmRun,
  voidConclusions,
} from './arm-run.js';
import { requestLimit } from './decide.js';
import { watchTime } from './decide-over.js';
import { spacingMs } from './doubt.js';
import { evidenceOf } from './evidence.js';
import { canaryShareOf, intervalOf } from './interval.js';

/**
 * Requests per reused connection, usually and in doubt. Each new connection is routed anew even by a proxy that
 * routes connections; it costs as much as about six requests.
 */
const USUALLY = 500;
const IN_DOUBT = 10;

/** The attempts of a run. The last one has the verdict; the earlier ones could not be counted on. */
export interface Runs {
  last: Run;
  earlier: readonly Run[];
}

/** One attempt: says which arm is asked next, counts what comes, and knows when it has seen enough. */
export class Run {
  readonly attempt: Attempt;
  readonly arms: readonly [ArmRun, ...ArmRun[]];
  readonly tally: Tally;
  readonly hops: HopTallies;
  /** Null unless some requests must all reach the canary, and others must not. */
  readonly marked: MarkedFailures | null;
  /** Requests without an answer at the end. */
  unanswered: Unanswered = NONE_UNANSWERED;
  readonly #shared: SharedCounts;
  readonly #turns: Turns;
  readonly #random: () => number;
  /** The counts mean something else since the last decision. */
  #voided = false;

  /** @param random Chance, as from Math.random: the order in which the arms take turns, and how long connections are reused. */
  constructor(options: ResolvedOptions, attempt: Attempt, random: () => number) {
    const [first, ...others] = attempt.arms;
    const only = attempt.arms.map(({ test }) => (test.kind === 'only' ? test.track : null));
    const hasMarked = only.includes('canary') && only.includes('stable');
    const rates = healthRates(attempt.errorRate, { arms: only.length, marked: hasMarked });
    const begin = (plan: ArmPlan) => newArmRun(emptyCounts(plan, rates.eachArm), options.overMs);
    this.attempt = attempt;
    this.arms = [begin(first), ...others.map(begin)];
    this.tally = tallyOf(
      this.arms.map(({ tally }) => tally),
      options.earlierVersions,
    );
    this.hops = hopsOf(this.arms.map(({ hop }) => hop));
    this.marked = newMarkedFailures(only, rates.marked);
    this.#shared = { options, tally: this.tally, hops: this.hops };
    this.#turns = new Turns(this.arms.length, random);
    this.#random = random;
  }

  /** The arm of that number, from 0. */
  armAt(index: number): ArmRun {
    const arm = this.arms[index];
    if (arm === undefined) throw new RangeError(`a run has no arm ${index}`);
    return arm;
  }

  /** Whether connections have turned out to be pinned, so that nothing can be said this way. */
  get pinned(): boolean {
    return this.arms.some(({ guards }) => guards.pinned);
  }

  /** The arms take turns, so that whatever happens during the run happens to all of them. */
  nextArm(): number | null {
    const index = this.#turns.next(this.#mayAsk);
    if (index !== null) this.armAt(index).sent++;
    return index;
  }

  readonly #mayAsk = (index: number): boolean => {
    const arm = this.armAt(index);
    // Spread over a time, the arms keep their turns to the end, so that none is done before the others.
    return (this.#isSpread || !isDecided(arm, this.hops)) && arm.sent < requestLimit(arm);
  };

  #isOpen(arm: ArmRun): boolean {
    const { guards, tally } = arm;
    const steady = (guards.drifted === null && !guards.dependent) || this.#isSpread;
    return !isDecided(arm, this.hops) && steady && tally.requests < requestLimit(arm);
  }

  /**
   * The number of requests that a connection may carry. If one version alone is expected, only the first
   * response on each connection is a proof, so each request is the last one with the same chance. If the share looks
   * wrong, many short connections find out whether connections are pinned.
   */
  requestsPerConnection(index: number): number {
    const arm = this.armAt(index);
    if (!this.attempt.reuse || arm.hop !== null) return 1;
    if (arm.plan.test.kind === 'only') return this.#random() * arm.plan.perConnection < 1 ? 1 : USUALLY;
    return arm.decision.doubtful ? IN_DOUBT : USUALLY;
  }

  /**
   * The time to leave between two requests, in milliseconds: a share that looks wrong is looked at a little longer before
   * it is called so.
   */
  betweenMs(): number {
    let open = 0;
    let longest = 0;
    for (const arm of this.arms) {
      if (isDecided(arm, this.hops)) continue;
      open++;
      const { decision, plan, tally, at } = arm;
      if (decision.doubt !== null)
        longest = Math.max(
          longest,
          spacingMs(decision.doubt, { requests: tally.requests, budget: plan.budget, at }),
        );
    }
    return open === 0 ? 0 : longest / open;
  }

  /** A decided arm is closed: what was still under way no longer counts. */
  isClosed(index: number): boolean {
    return isDecided(this.armAt(index), this.hops);
  }

  /** Counts an observation of an arm that is not closed. */
  count(classified: ClassifiedObservation): void {
    const { observation } = classified;
    const arm = this.armAt(observation.arm);
    arm.at = Math.max(arm.at, observation.sentAt);
    if (this.marked !== null)
      observeMarked(this.marked, { arm: observation.arm, failed: classified.kind === 'failed' });
    this.#voided = countObservation(arm, classified, this.#shared);
    if (arm.inTime !== null) watchTime(arm.inTime, arm, this.tally, classified);
  }

  /** Draws the conclusions from what was counted of the arm. Returns false when nothing more is needed, or would help. */
  decide(index: number): boolean {
    const arm = this.armAt(index);
    if (!this.#isSpread || hasLeaked(arm)) decideArm(arm, this.#known);
    if (this.#voided) for (const each of this.arms) voidConclusions(each, this.#shared.options.overMs);
    if (this.pinned) return false;
    if (isHopeless(arm, this.tally, this.hops)) return this.#seeksWhoFails();
    return this.arms.some((each) => this.#isOpen(each));
  }

  /** Some more requests show that only the marked ones fail, where no other one has failed so far. */
  #seeksWhoFails(): boolean {
    const { marked } = this;
    if (marked === null || marked.pairs.first === 0 || isMarkedWorse(marked)) return false;
    const both = [this.armAt(marked.arms.canary), this.armAt(marked.arms.stable)];
    return this.armAt(marked.arms.stable).tally.failed === 0 && both.every((each) => this.#isOpen(each));
  }

  /** Draws the conclusions of a run that is spread over a time, when that has passed and the user has not ended it before. */
  conclude(elapsedMs: number): void {
    const { overMs } = this.#shared.options;
    const complete = this.arms.every(
      (arm) => arm.tally.requests >= arm.plan.budget || isDecided(arm, this.hops),
    );
    if (overMs === null || !(complete || elapsedMs >= overMs)) return;
    for (const arm of this.arms) if (!isHopeless(arm, this.tally, this.hops)) decideOver(arm, this.#known);
  }

  get #isSpread(): boolean {
    return this.#shared.options.overMs !== null;
  }

  get #known() {
    const { options } = this.#shared;
    return { arms: this.arms, tally: this.tally, reuse: this.attempt.reuse, options };
  }

  progress(elapsedMs: number): Progress {
    const [first] = this.arms;
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
      overMs: this.#shared.options.overMs,
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
