/** The test that a matcher is called in, as far as its runner tells. */
export interface RunningTest {
  /** Stands for this test and no other. */
  identity: object;
  /** Most time that the runner gives it, in milliseconds; null if that is not known, or it has no limit. */
  timeoutMs: number | null;
  /** Time since it began, in milliseconds. */
  elapsedMs: number;
}
