import { observationClassifier } from './classify/classify-observation.js';
import type { ArmRun } from './decide/arm-run.js';
import { Run, type Runs } from './decide/run.js';
import { tellProgress } from './decide/tell-progress.js';
import type { SlotInstances } from './explain/slot-instances.js';
import { type ResolvedOptions, resolveOptions, type VerifyOptions } from './options/options.js';
import { hidingSecrets } from './options/secrets.js';
import { type Attempt, makePlan, type Plan } from './plan/plan.js';
import { planByAddress } from './plan/plan-by-address.js';
import { plannedRun } from './plan/planned-run.js';
import type { NotSettled } from './routed/gap.js';
import type { RoutingChanged } from './routed/routing-changed.js';
import { type SampleRoute, sample } from './sampling/sample.js';
import type { ReplicasUnknown } from './settle/blocked.js';
import { findOtherService } from './settle/other-service.js';
import { settle } from './settle/settle.js';
import { warmUp } from './settle/warm-up.js';
import { deadline } from './system/deadline.js';
import { guardedListener } from './system/guarded-listener.js';
import { withTexts } from './text/known-secrets.js';
import { blockedVerdict } from './verdict/blocked-verdict.js';
import { concludeRuns } from './verdict/conclude.js';
import type { Verdict } from './verdict/verdict.js';

/*
 * The map of the package. A run goes through these stages, each a folder of that name:
 *
 *   options → plan → settle → sample → classify → tally → decide → verdict → report
 *
 * The last one is the caller's: reporters/ turn the verdict into words.
 */

/**
 * Sends requests until it can say whether the traffic goes where it should, and returns the verdict.
 *
 * A verdict is data, also when it is a bad one: only options that cannot be used throw (a UsageError, before anything
 * is sent). An error of `onPlan` or `onProgress` ends the run and is thrown. Each wrong verdict has a probability of at most 1 - confidence.
 *
 * @example
 * import { verify } from 'canary-verify';
 *
 * const verdict = await verify({ target: 'http://localhost:48151/version', expect: '10%' });
 * console.log(verdict.verdict, verdict.share, verdict.interval);
 */
export async function verify(options: VerifyOptions): Promise<Verdict> {
  const plan = makePlan(await readOptions(options));
  return withTexts(await verifyPlan(plan), hidingSecrets(plan.options));
}

/** Does what was planned. */
async function verifyPlan(plan: Plan): Promise<Verdict> {
  plan.options.onPlan(plannedRun(plan));
  const startedAt = performance.now();
  const unsettled = await awaitRouting(plan.options);
  if (unsettled !== null) return blockedVerdict(plan, unsettled, performance.now() - startedAt);
  const settled = await settle(plan.options);
  if (!settled.reachable) {
    const blocked = blockedVerdict(plan, settled.why, performance.now() - startedAt);
    return addCauses(blocked, [], plan.options);
  }
  const { used, shown, leftOut } = settled.addresses;
  const settledPlan = planByAddress({ ...plan, options: settled.options }, shown);
  const runs = await measure(settledPlan, used);
  if ('kind' in runs) return blockedVerdict(plan, runs, performance.now() - startedAt);
  const { target } = plan.options;
  const { followed } = settled;
  const durationMs = performance.now() - startedAt;
  const counted = concludeRuns(runs, settledPlan, { target, followed, leftOut, durationMs });
  const verdict = await nameByConsul(counted, runs.slots, settledPlan.options);
  return addCauses(verdict, runs.last.arms, settledPlan.options);
}

/** Reads the options, and what HAProxy's configuration says of them. Throws a UsageError. */
async function readOptions(options: VerifyOptions): Promise<ResolvedOptions> {
  const resolved = await readExpected(options);
  if (resolved.sources === null || resolved.sources.config === null) return resolved;
  const { balancingOf } = await import('./explain/balancing.js');
  return { ...resolved, balancing: balancingOf(resolved) };
}

/** For `auto` Consul or the configuration tells the share first. */
async function readExpected(options: VerifyOptions): Promise<ResolvedOptions> {
  if (options.expect !== 'auto') return resolveOptions(options);
  const { autoExpectation } = await import('./explain/expected/auto-expectation.js');
  const { options: told, taken } = await autoExpectation(options);
  return { ...resolveOptions(told), taken };
}

/** Waits for the routing where that was asked for, and says what it still lacks when the time is up. */
async function awaitRouting(options: ResolvedOptions): Promise<NotSettled | null> {
  if (options.settleMs === null) return null;
  const { waitForRouting } = await import('./routed/until-routed.js');
  const { routed, waitedMs, gaps } = await waitForRouting(
    { ...options, maxTimeMs: options.settleMs },
    () => {},
  );
  return routed || options.signal.aborted ? null : { kind: 'not-settled', waitedMs, gaps };
}

/** Warms up and makes one attempt after the other, until one of them can be counted on; or says why none makes sense. */
async function measure(
  plan: Plan,
  addresses: SampleRoute['addresses'],
): Promise<(Runs & { slots: SlotInstances | null }) | ReplicasUnknown> {
  using end = deadline(plan.options.signal, plan.options.maxTimeMs);
  const listener = guardedListener(plan.options.onProgress, end.abort);
  const options = { ...plan.options, onProgress: listener.listen };
  const answering = await warmUp(options, addresses, end.signal);
  const other = await findOtherService(options, answering, end.signal);
  if (other !== null) return other;
  const slots = await slotsNamed(options, answering);
  const [first, ...others] = plan.attempts;
  const earlier: Run[] = [];
  let last = await makeAttempt(first, { options, addresses, end: end.signal });
  for (const attempt of others) {
    if (!last.pinned) break;
    earlier.push(last);
    last = await makeAttempt(attempt, { options, addresses, end: end.signal });
  }
  listener.throwIfFailed();
  return { last, earlier, slots };
}

interface Measuring {
  options: ResolvedOptions;
  addresses: SampleRoute['addresses'];
  /** Aborts when the time is up or the user ends the run. */
  end: AbortSignal;
}

/** Samples, classifies, counts and decides, one observation after the other, until enough is known. */
async function makeAttempt(attempt: Attempt, { options, addresses, end }: Measuring): Promise<Run> {
  const run = new Run(options, attempt, Math.random);
  const classify = observationClassifier(options.rules);
  using _progress = tellProgress(run, options.onProgress);
  const startedAt = performance.now();
  run.unanswered = await sample(
    options,
    { addresses, reuse: attempt.reuse, spread: spreadOf(attempt, options), random: Math.random },
    {
      nextArm: () => run.nextArm(),
      betweenMs: () => run.betweenMs(),
      requestsPerConnection: (arm) => run.requestsPerConnection(arm),
      take: (observation) => {
        if (run.isClosed(observation.arm)) return true;
        run.count(classify(observation));
        return run.decide(observation.arm);
      },
    },
    end,
  );
  run.conclude(performance.now() - startedAt);
  return run;
}

/** All requests of an attempt over the time that the user gave; null if there is none. */
function spreadOf({ arms }: Attempt, { overMs }: ResolvedOptions): SampleRoute['spread'] {
  if (overMs === null) return null;
  return { requests: arms.reduce((sum, { budget }) => sum + budget, 0), ms: overMs };
}

/** The instances behind HAProxy's slots, where responses have no names that Consul knows; null where nobody can tell. */
async function slotsNamed(
  options: ResolvedOptions,
  answering: ReadonlySet<string>,
): Promise<SlotInstances | null> {
  const { consul, replicas, sources } = options;
  if (consul === null || replicas?.ids == null || (sources?.haproxy.length ?? 0) === 0) return null;
  const { stable, canary } = replicas.ids;
  if (answering.size === 0 || [...stable, ...canary].some((id) => answering.has(id))) return null;
  const { askSlotInstances } = await import('./explain/slot-instances.js');
  return askSlotInstances(options);
}

/** Calls the replicas by their ids in Consul, where they were called by HAProxy's slots. */
async function nameByConsul(
  verdict: Verdict,
  slots: SlotInstances | null,
  options: ResolvedOptions,
): Promise<Verdict> {
  if (slots === null || slots.size === 0 || options.signal.aborted) return verdict;
  const { askSlotInstances, namedByConsul } = await import('./explain/slot-instances.js');
  return namedByConsul(verdict, slots, await askSlotInstances(options));
}

/** Compares a verdict that is not as it should be with what Consul and HAProxy say, where they were named. */
async function addCauses(
  verdict: Verdict,
  arms: readonly ArmRun[],
  options: ResolvedOptions,
): Promise<Verdict> {
  const { sources, taken } = options;
  let { diagnosis } = verdict;
  const change = verdict.verdict === 'matches' ? null : await changeDuring(verdict, options);
  if (sources !== null && verdict.verdict !== 'matches') {
    const { withCauses } = await import('./explain/verdict-causes.js');
    diagnosis = await withCauses(diagnosis, arms, options);
  }
  if (change !== null) diagnosis = [change, ...diagnosis];
  if (taken !== null) diagnosis = [...diagnosis, { kind: 'expectation-taken', ...taken }];
  return { ...verdict, diagnosis };
}

/** A change of the routing that the run fell into; null if there was none, or nobody can tell. */
async function changeDuring(verdict: Verdict, options: ResolvedOptions): Promise<RoutingChanged | null> {
  if (options.consul === null || verdict.requests === 0) return null;
  const { findRoutingChange } = await import('./routed/routing-changed.js');
  const missing = verdict.diagnosis.some((one) => one.kind === 'replicas-missing' && one.shown);
  return findRoutingChange(options, { answered: Object.keys(verdict.instances), missing });
}
