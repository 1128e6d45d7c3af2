const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const PLAIN = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** `1,363`. */
export function wholeNumber(value: number): string {
  return WHOLE.format(value);
}

/** `10 %`, `1.5 %`. */
export function asPercent(share: number): string {
  return `${PLAIN.format(100 * share)} %`;
}

/** A difference of shares: `0.5 points`. */
export function asPoints(difference: number): string {
  return `${PLAIN.format(100 * difference)} points`;
}

/** Part of the runs in percent, without the sign. 0 and 100 mean none and all of them: nothing is rounded to these. */
export function partOf(count: number, runs: number): string {
  if (count === 0) return '0';
  if (count === runs) return '100';
  return PLAIN.format(Math.min(99.99, Math.max(0.01, (100 * count) / runs)));
}
