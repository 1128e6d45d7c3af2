/** Says of one request after the other whether the canary answers it. `random` gives numbers in [0, 1). */
export type Stream = (random: () => number) => () => boolean;

/** Each request by itself. */
export function independent(share: number): Stream {
  return (random) => () => random() < share;
}

/** The share changes after so many requests. */
export function changing(before: number, after: number, at: number): Stream {
  return (random) => {
    let requests = 0;
    return () => random() < (requests++ < at ? before : after);
  };
}

/** The share rises or falls evenly over so many requests. */
export function ramp(from: number, to: number, over: number): Stream {
  return (random) => {
    let requests = 0;
    return () => random() < from + (to - from) * Math.min(1, requests++ / over);
  };
}

/** A request goes where the one before it went with a chance of `dependence`, else by itself. */
export function markov(share: number, dependence: number): Stream {
  return (random) => {
    let before: boolean | null = null;
    return () => {
      if (before === null || random() >= dependence) before = random() < share;
      return before;
    };
  };
}

/** Twice the share and nothing, in turn, for so many requests in the mean. */
export function bursts(share: number, dwell: number): Stream {
  return (random) => {
    let high = random() < 0.5;
    return () => {
      if (random() < 1 / dwell) high = !high;
      return high && random() < 2 * share;
    };
  };
}

/** Of each block of so many requests the last ones go to the canary. */
export function blocks(share: number, size: number): Stream {
  return () => {
    let requests = 0;
    return () => requests++ % size >= size * (1 - share);
  };
}

/** All requests of a moment go where its hash says. So many requests fall into one moment. */
export function hashOfTime(share: number, perMoment: number): Stream {
  return (random) => {
    let left = 0;
    let canary = false;
    return () => {
      if (left-- <= 0) {
        canary = random() < share;
        left = perMoment - 1;
      }
      return canary;
    };
  };
}

/** The canary has the same place in each round of so many requests, as with smooth weighted round robin. */
export function inTurn(every: number): Stream {
  return (random) => {
    let requests = Math.floor(random() * every);
    return () => requests++ % every === 0;
  };
}
