/**
 * The maximum number of keys. 250 is more than the number of different answers that a run usually sees at a
 * time. With 1,000, answers that are all different survive into V8's old generation and cost 20 to 40 MB.
 */
const MOST_KEYS = 250;

/** A small cache: when it is full, it is emptied completely. */
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
