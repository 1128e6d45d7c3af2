import { type MatcherContext, type MatcherFunctions, matchersFor } from './matchers.js';
import type { RunningTest } from './running-test.js';

/** What Jest's own runner, Circus, keeps of the tests, as far as it is used. */
interface CircusState {
  testTimeout?: number;
  currentlyRunningTest?: { timeout?: number; startedAt?: number | null } | null;
}

/**
 * The matchers for Jest.
 *
 * @param sandbox the global object of the test file: Jest gives each file one of its own.
 */
export function jestMatchers(sandbox: object): MatcherFunctions<MatcherContext> {
  return matchersFor<MatcherContext>({
    runningTest: () => testOf(circusState(sandbox)),
    isPolled: () => false,
    remedy: 'Give the test more, for example 60 s: test(name, run, 60_000), or testTimeout in jest.config.',
  });
}

/** Circus keeps its state under a symbol that only has a name; null with another runner. */
function circusState(sandbox: object): CircusState | null {
  const symbol = Object.getOwnPropertySymbols(sandbox).find(
    ({ description }) => description === 'JEST_STATE_SYMBOL',
  );
  return symbol === undefined ? null : ((sandbox as Record<symbol, unknown>)[symbol] as CircusState);
}

function testOf(state: CircusState | null): RunningTest | null {
  const test = state?.currentlyRunningTest ?? null;
  if (state === null || test === null) return null;
  return {
    identity: test,
    timeoutMs: test.timeout ?? state.testTimeout ?? null,
    elapsedMs: Date.now() - (test.startedAt ?? Date.now()),
  };
}
