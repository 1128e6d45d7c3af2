/** Throws a RangeError unless the value is an object, such as a band or counts. `name` begins the message. */
export function checkObject(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null)
    throw new RangeError(`${name} must be an object, got ${shownArgument(value)}`);
}

/** Throws a RangeError unless the value is a list. `name` begins the message. */
export function checkList(name: string, value: unknown): void {
  if (!Array.isArray(value)) throw new RangeError(`${name} must be a list, got ${shownArgument(value)}`);
}

/** Throws a RangeError unless the value is a number between 0 and 1, both excluded. `name` begins the message. */
export function checkInnerFraction(name: string, value: number): void {
  if (!(typeof value === 'number' && value > 0 && value < 1))
    throw new RangeError(`${name} must be more than 0 and less than 1, got ${shownArgument(value)}`);
}

/** Throws a RangeError unless the value is a number from 0 to 1. `name` begins the message. */
export function checkFraction(name: string, value: number): void {
  if (!(typeof value === 'number' && value >= 0 && value <= 1))
    throw new RangeError(`${name} must be from 0 to 1, got ${shownArgument(value)}`);
}

/** Throws a RangeError unless the value is a whole number of at least 0. `name` begins the message. */
export function checkCount(name: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 0))
    throw new RangeError(`${name} must be a whole number of at least 0, got ${shownArgument(value)}`);
}

/** Throws a RangeError unless all three counts are whole numbers of at least 0. */
export function checkCounts(counts: { canary: number; stable: number; unknown: number }): void {
  checkObject('counts', counts);
  checkCount('canary', counts.canary);
  checkCount('stable', counts.stable);
  checkCount('unknown', counts.unknown);
}

/** Throws a RangeError unless 0 < share - tolerance and share + tolerance < 1, so that both boundaries can be tested. */
export function checkBand(band: { share: number; tolerance: number }): void {
  checkObject('band', band);
  const { share, tolerance } = band;
  checkInnerFraction('share', share);
  const room = Math.min(share, 1 - share);
  if (!(typeof tolerance === 'number' && tolerance > 0 && tolerance < room))
    throw new RangeError(
      `tolerance must be more than 0 and less than ${room} for a share of ${share}, got ${shownArgument(tolerance)}`,
    );
}

/** Returns an argument as a message shows it. JavaScript callers may pass anything: text must not look like a number. */
export function shownArgument(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
