import { textReport } from '../reporters/text.js';
import type { Replicas } from '../terms/replicas.js';
import { quoted, UsageError } from '../text/usage-error.js';
import type { Verdict } from '../verdict/verdict.js';
import type { Answered, ClaimAnswer } from './answer.js';
import { askClaim } from './ask-claim.js';
import { RETRIES } from './asked-before.js';
import { type Claim, replicasClaim, routeClaim, routesClaim, splitClaim, versionClaim } from './claim.js';
import type { RunningTest } from './running-test.js';
import type {
  ReplicasOptions,
  RouteOptions,
  RoutesOptions,
  SplitOptions,
  VersionOptions,
} from './traffic-options.js';

/** What a runner tells a matcher, as far as it is used. */
export interface MatcherContext {
  isNot?: boolean;
}

/** What a matcher tells its runner. */
export interface MatcherAnswer {
  pass: boolean;
  message: () => string;
}

/** What differs from runner to runner. */
export interface TestRunner<Context extends MatcherContext> {
  /** The test that a matcher is called in; null if that is not known. */
  runningTest(context: Context): RunningTest | null;
  /** Whether the matcher is called again until it passes. */
  isPolled(context: Context): boolean;
  /** How a test gets more time. */
  remedy: string;
}

/** The matchers as a runner's `expect.extend` takes them. */
export interface MatcherFunctions<Context> {
  toSplitTraffic(
    this: Context,
    url: unknown,
    share: string | number,
    options?: SplitOptions,
  ): Promise<MatcherAnswer>;
  toRouteHeader(this: Context, url: unknown, header: string, options: RouteOptions): Promise<MatcherAnswer>;
  toRouteHeadersOf(
    this: Context,
    url: unknown,
    config: string | readonly string[],
    options?: RoutesOptions,
  ): Promise<MatcherAnswer>;
  toReachReplicas(
    this: Context,
    url: unknown,
    replicas: Replicas,
    options?: ReplicasOptions,
  ): Promise<MatcherAnswer>;
  toServeVersion(
    this: Context,
    url: unknown,
    version: string,
    options?: VersionOptions,
  ): Promise<MatcherAnswer>;
  toMatchVerdict(this: Context, verdict: unknown, expected: 'matches' | 'differs'): MatcherAnswer;
}

/** The matchers for a runner. */
export function matchersFor<Context extends MatcherContext>(
  runner: TestRunner<Context>,
): MatcherFunctions<Context> {
  const asked = <Given extends unknown[]>(name: string, claimOf: (...given: Given) => Claim) =>
    async function (this: Context, ...given: Given): Promise<MatcherAnswer> {
      if (runner.isPolled(this)) throw new UsageError(name, `is refused in expect.poll: ${RETRIES}`);
      const { isNot = false } = this;
      const answered = await askClaim({
        claim: claimOf(...given),
        name: JSON.stringify([name, isNot, ...given]),
        test: runner.runningTest(this),
        remedy: runner.remedy,
        passes: isNot ? 'refuted' : 'shown',
      });
      return matcherAnswer(name, isNot, answered);
    };
  return {
    toSplitTraffic: asked('toSplitTraffic', splitClaim),
    toRouteHeader: asked('toRouteHeader', routeClaim),
    toRouteHeadersOf: asked('toRouteHeadersOf', routesClaim),
    toReachReplicas: asked('toReachReplicas', replicasClaim),
    toServeVersion: asked('toServeVersion', versionClaim),
    toMatchVerdict(verdict, expected) {
      return matcherAnswer('toMatchVerdict', this.isNot ?? false, verdictAnswer(verdict, expected));
    },
  };
}

/** Whether a verdict is the expected one; open if it is neither `matches` nor `differs`. */
export function verdictAnswer(verdict: unknown, expected: 'matches' | 'differs'): Answered {
  if (expected !== 'matches' && expected !== 'differs')
    throw new UsageError('verdict', `must be 'matches' or 'differs'; got ${quoted(expected)}`);
  if (!isVerdict(verdict))
    throw new UsageError('verdict', 'must be compared with what `verify` returns; got something else');
  const answer =
    verdict.verdict === expected ? 'shown' : isDecided(verdict) ? ('refuted' as const) : ('open' as const);
  return { answer, report: textReport(verdict, false).trimEnd() };
}

function isVerdict(value: unknown): value is Verdict {
  return typeof value === 'object' && value !== null && 'verdict' in value && 'arms' in value;
}

function isDecided({ verdict }: Verdict): boolean {
  return verdict === 'matches' || verdict === 'differs';
}

/** What is not known fails with `.not` and without it. */
function matcherAnswer(name: string, isNot: boolean, { answer, report }: Answered): MatcherAnswer {
  return {
    pass: answer === 'open' ? isNot : answer === 'shown',
    message: () => `${isNot ? 'not.' : ''}${name}: ${SAID[answer]}\n\n${report}`,
  };
}

const SAID: Readonly<Record<ClaimAnswer, string>> = {
  shown: 'the responses show that it is so.',
  refuted: 'the responses show that it is not so.',
  open: 'whether it is so is not known.',
};
