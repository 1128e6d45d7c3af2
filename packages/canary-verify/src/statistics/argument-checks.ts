/** Throws a RangeError unless the value lies between 0 and 1, both excluded. `name` begins the message. */
export function checkInnerFraction(name: string, value: number): void {
  if (!(value > 0 && value < 1))
    throw new RangeError(`${name} must be more than 0 and less than 1, got ${shown(value)}`);
}

/** Throws a RangeError unless the value is a whole number of at least 0. `name` begins the message. */
export function checkCount(name: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 0))
    throw new RangeError(`${name} must be a whole number of at least 0, got ${shown(value)}`);
}

/** Throws a RangeError unless all three counts are whole numbers of at least 0. */
export function checkCounts(counts: { canary: number; stable: number; unknown: number }): void {
  checkCount('canary', counts.canary);
  checkCount('stable', counts.stable);
  checkCount('unknown', counts.unknown);
}

/** Throws a RangeError unless 0 < share - tolerance and share + tolerance < 1, so that both boundaries can be tested. */
export function checkBand({ share, tolerance }: { share: number; tolerance: number }): void {
  checkInnerFraction('share', share);
  const room = Math.min(share, 1 - share);
  if (!(tolerance > 0 && tolerance < room))
    throw new RangeError(
      `tolerance must be more than 0 and less than ${room} for a share of ${share}, got ${shown(tolerance)}`,
    );
}

/** JavaScript callers may pass anything: text must not look like a number. */
function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
