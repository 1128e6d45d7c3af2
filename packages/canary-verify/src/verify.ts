import { Run } from './decide/run.js';
import type { Expecting } from './explain/expected/auto-expectation.js';
import { type ResolvedOptions, resolveOptions, type VerifyOptions } from './options/options.js';
import { makePlan, type Plan } from './plan/plan.js';
import { plannedRun } from './plan/planned-run.js';
import { type SampleRoute, sample } from './sampling/sample.js';
import { settle } from './settle/settle.js';
import { MOST_WARM_UP_MS, WarmUp } from './settle/warm-up.js';
import { deadline } from './system/deadline.js';
import { masked } from './text/masked.js';
import { conclude } from './verdict/conclude.js';
import type { Verdict } from './verdict/verdict.js';

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
export async function verify(given: VerifyOptions): Promise<Verdict> {
  const { options, taken } =
    given.expect === 'auto' ? await expected(given) : { options: given, taken: null };
  const made = makePlan(resolveOptions(options));
  made.options.onPlan(plannedRun(made, taken));
  const startedAt = performance.now();
  const settled = await settle(made.options);
  const plan = settled.reachable ? { ...made, options: settled.options } : made;
  const runs = settled.reachable
    ? await measure(plan, settled.addresses)
    : [new Run(plan.options, plan.attempts[0], Math.random)];
  const asked = masked(made.options.target.href);
  const verdict = conclude({ plan, asked, settled }, runs, performance.now() - startedAt);
  const known = await explained(verdict, runs.at(-1) as Run, plan.options);
  return taken === null
    ? known
    : { ...known, diagnosis: [...known.diagnosis, { kind: 'expectation-taken', ...taken }] };
}

/** `auto`: the share is taken from Consul or the configuration. */
async function expected(given: VerifyOptions): Promise<Expecting> {
  const { autoExpectation } = await import('./explain/expected/auto-expectation.js');
  return autoExpectation(given);
}

/** A verdict that is not as it should be is compared with what Consul and HAProxy say, where they were named. */
async function explained(verdict: Verdict, run: Run, options: ResolvedOptions): Promise<Verdict> {
  if (options.sources === null || verdict.verdict === 'matches') return verdict;
  const { withCauses } = await import('./explain/verdict-causes.js');
  return { ...verdict, diagnosis: await withCauses(verdict.diagnosis, run, options) };
}

/** Warms up and makes one attempt after the other, until one of them can be counted on. The last one has the verdict. */
async function measure({ options, attempts }: Plan, addresses: SampleRoute['addresses']): Promise<Run[]> {
  using end = deadline(options.signal, options.maxTimeMs);
  await warmUp(options, addresses, end.signal);
  const runs: Run[] = [];
  for (const attempt of attempts) {
    const run = new Run(options, attempt, Math.random);
    runs.push(run);
    await sampleInto(run, options, addresses, end.signal);
    if (!run.pinned) break;
  }
  return runs;
}

async function warmUp(
  options: ResolvedOptions,
  addresses: SampleRoute['addresses'],
  end: AbortSignal,
): Promise<void> {
  using within = deadline(end, MOST_WARM_UP_MS);
  await sample(options, { addresses, reuse: false, random: Math.random }, new WarmUp(options), within.signal);
}

/** How often a run says how far it has come, in milliseconds. */
const TELL_EVERY_MS = 50;

/** Samples until the run has seen enough, the time is up or the user has. */
async function sampleInto(
  run: Run,
  options: ResolvedOptions,
  addresses: SampleRoute['addresses'],
  end: AbortSignal,
): Promise<void> {
  const { onProgress } = options;
  const route = { addresses, reuse: run.attempt.reuse, random: Math.random };
  if (onProgress === null) return sample(options, route, run, end);
  const startedAt = performance.now();
  const tell = () => onProgress(run.progress(performance.now() - startedAt));
  const telling = setInterval(tell, TELL_EVERY_MS);
  try {
    await sample(options, route, run, end);
  } finally {
    clearInterval(telling);
    tell();
  }
}
