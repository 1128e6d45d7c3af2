/// <reference types="vitest" />
import { expect } from 'vitest';
import { type MatcherContext, matchersFor, type TestRunner } from './matchers.js';
import type { RunningTest } from './running-test.js';
import type { TrafficMatchers } from './traffic-matchers.js';

export type { TrafficMatchers } from './traffic-matchers.js';
export type {
  ReplicasOptions,
  RouteOptions,
  RoutesOptions,
  SplitOptions,
  VersionOptions,
} from './traffic-options.js';

declare global {
  // Vitest 4 and 5 both take what is here into their own `Assertion`.
  namespace Chai {
    interface Assertion extends TrafficMatchers {}
  }
}

/** The state that Vitest gives a matcher, as far as it is used. */
interface VitestContext extends MatcherContext {
  poll?: boolean | undefined;
  /** Absent in hooks. */
  task?: { timeout?: number; result?: { startTime?: number } };
}

/** The real one, also where a test has put another in its place. */
const { now } = Date;

const VITEST: TestRunner<VitestContext> = {
  runningTest: ({ task }) => (task === undefined ? null : testOf(task)),
  isPolled: ({ poll }) => poll === true,
  remedy: 'Give the test more, for example 60 s: test(name, run, 60_000), or testTimeout in vitest.config.',
};

function testOf(task: NonNullable<VitestContext['task']>): RunningTest {
  const { timeout = 0, result } = task;
  return {
    identity: task,
    timeoutMs: timeout > 0 && timeout < Number.POSITIVE_INFINITY ? timeout : null,
    elapsedMs: result?.startTime === undefined ? 0 : now() - result.startTime,
  };
}

expect.extend({ ...matchersFor(VITEST) });
