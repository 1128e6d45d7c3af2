import { UsageError } from '../text/usage-error.js';

/** The claims that were not shown, by the test that made them. */
const failures = new WeakMap<object, Map<string, string>>();

/** A claim that a test makes: the test, and a text for the claim. */
export interface Asked {
  test: object;
  claim: string;
}

/**
 * Refuses a claim that the same test has made in vain: asked again until it passes, a wrong split passes one day, and the error
 * rate of the verdict is lost.
 *
 * @throws UsageError with the report of the first time.
 */
export function refuseRetry({ test, claim }: Asked): void {
  const report = failures.get(test)?.get(claim);
  if (report === undefined) return;
  throw new UsageError('retry', `is refused: ${RETRIES} The first answer stands:\n\n${report}`);
}

/** Why a claim is made once. */
export const RETRIES =
  'a claim that is measured until it passes has no error rate. Wait for the routing first, then claim once.';

/** Keeps the report of a claim that was not shown. */
export function noteFailure({ test, claim }: Asked, report: string): void {
  const own = failures.get(test) ?? new Map<string, string>();
  failures.set(test, own.set(claim, report));
}
