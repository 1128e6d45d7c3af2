import type { Counted, Decide } from '../rule.js';

/** A wait that has lasted so many requests has failed by its time. How many fit depends on the machine; this is assumed. */
const LONGEST_WAIT = 10_000;

/** First sends requests until both versions have answered, as many tests do; the check counts from there on. A version that never answers fails. */
export function afterAllAnswered(check: Decide): Decide {
  return (stream) => {
    let waited = 0;
    while (!bothAnswered(stream, waited)) {
      if (waited === LONGEST_WAIT) return { answer: 'differs', requests: waited };
      waited++;
    }
    const { answer, requests } = check(from(stream, waited));
    return { answer, requests: waited + requests };
  };
}

function bothAnswered(stream: Counted, requests: number): boolean {
  const canary = stream.canary(requests);
  return canary > 0 && canary < requests;
}

function from(stream: Counted, start: number): Counted {
  return { canary: (requests) => stream.canary(start + requests) - stream.canary(start) };
}
