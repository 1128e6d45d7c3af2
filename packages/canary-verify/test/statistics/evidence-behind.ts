/**
 * The log of the evidence behind an answer that is given as soon as the evidence reaches 1 / errorRate: the error rate at
 * which the answer turns, found by halving.
 */
export function logEvidenceBehind(shows: (errorRate: number) => boolean): number {
  let [reached, missed] = [-600, 600];
  for (let step = 0; step < 50; step++) {
    const middle = (reached + missed) / 2;
    if (shows(Math.exp(-middle))) reached = middle;
    else missed = middle;
  }
  return (reached + missed) / 2;
}

export function evidenceBehind(shows: (errorRate: number) => boolean): number {
  return Math.exp(logEvidenceBehind(shows));
}

/** The middle one of them; infinite when too many never came to an end. */
export function medianOf(values: readonly (number | null)[]): number {
  const sorted = values.map((value) => value ?? Number.POSITIVE_INFINITY).sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
