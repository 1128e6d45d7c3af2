/**
 * Bounds memory: so many of a run's answers come again at the same time. With 1,000 of answers that never come again, enough
 * of them grow old before they are forgotten to take 20 to 40 MB more.
 */
const MOST_KEYS = 250;

/**
 * What was found out about a thing, until too much has been: then all is forgotten. A WeakMap would not do: of things that
 * never come again it holds on to millions, until the garbage of all of the program is collected.
 */
export class BoundedMap<Key, Value> {
  readonly #known = new Map<Key, Value>();

  get(key: Key): Value | undefined {
    return this.#known.get(key);
  }

  set(key: Key, value: Value): void {
    if (this.#known.size >= MOST_KEYS) this.#known.clear();
    this.#known.set(key, value);
  }
}
