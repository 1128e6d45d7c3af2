import { armVerdict } from './arm-verdict.js';
import { diagnoseArm, diagnoseComparison } from './diagnose.js';
import type { Diagnosis } from './diagnosis.js';
import { type ResolvedOptions, resolveOptions, type VerifyOptions } from './options.js';
import { makePlan, type Plan } from './plan.js';
import { Run } from './run.js';
import { sample } from './sampling/sample.js';
import { type Settled, settle } from './settle.js';
import { exitCodeOf, type Verdict, worst } from './verdict.js';

/**
 * Sends requests until it can say whether the traffic goes where it should, and returns the verdict.
 *
 * A verdict is data, also when it is a bad one: only options that cannot be used throw (a UsageError, before anything
 * is sent). Each wrong verdict has a probability of at most 1 - confidence.
 *
 * @example
 * const verdict = await verify({ target: 'http://localhost:48151/version', expect: '10%' });
 * console.log(verdict.verdict, verdict.share, verdict.interval);
 */
export async function verify(options: VerifyOptions): Promise<Verdict> {
  const plan = makePlan(resolveOptions(options));
  const startedAt = performance.now();
  const settled = await settle(plan.options);
  const run = new Run(plan);
  if (settled.reachable) await sampleInto(run, plan.options, settled.addresses);
  return conclude(plan, run, settled, performance.now() - startedAt);
}

/** Samples until the run has seen enough, the time is up or the user has. */
async function sampleInto(
  run: Run,
  options: ResolvedOptions,
  addresses: Parameters<typeof sample>[1],
): Promise<void> {
  const startedAt = performance.now();
  const progress = setInterval(() => options.onProgress(run.progress(performance.now() - startedAt)), 100);
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.maxTimeMs)]);
  try {
    await sample(options, addresses, run, signal);
  } finally {
    clearInterval(progress);
  }
}

/** Turns counts into the verdict. */
function conclude(plan: Plan, run: Run, settled: Settled, durationMs: number): Verdict {
  const { errorRate, maxFailures, maxTimeMs, signal, target } = plan.options;
  const arms = run.arms.map((arm) => armVerdict(arm, errorRate, maxFailures));
  const verdict = worst(arms.map((arm) => arm.verdict));
  const interrupted = signal.aborted && (verdict === 'undecided' || verdict === 'unmeasured');
  const diagnosis: Diagnosis[] = settled.reachable
    ? run.arms.flatMap((arm, index) => diagnoseArm(arm, arms[index] as (typeof arms)[number], maxFailures))
    : [{ kind: 'unreachable', tried: settled.tried, cause: settled.cause }];
  if (!interrupted && verdict === 'undecided' && durationMs >= maxTimeMs)
    diagnosis.push({ kind: 'time-spent', maxTimeMs });
  const { name: _, ...figures } = arms[0] as (typeof arms)[number];
  return {
    ...figures,
    verdict,
    exitCode: exitCodeOf(verdict, interrupted),
    target: target.href,
    confidence: 1 - errorRate,
    durationMs: Math.round(durationMs),
    interrupted,
    arms,
    diagnosis: [...diagnosis, ...diagnoseComparison(run.tally)],
  };
}
