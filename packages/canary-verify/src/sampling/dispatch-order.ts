/**
 * Hands on what comes in any order in the order of its sequence numbers.
 *
 * Responses are counted in the order of their dispatch: in the order of their arrival the faster version would be
 * over-represented whenever a run stops.
 */
export class DispatchOrder<Item> {
  readonly #early = new Map<number, Item>();
  readonly #handOn: (item: Item) => void;
  #next = 0;

  constructor(handOn: (item: Item) => void) {
    this.#handOn = handOn;
  }

  /** The first sequence number that has not come yet. */
  get next(): number {
    return this.#next;
  }

  put(sequence: number, item: Item): void {
    if (sequence === this.#next && this.#early.size === 0) {
      this.#next++;
      this.#handOn(item);
      return;
    }
    this.#early.set(sequence, item);
    for (let due = this.#early.get(this.#next); due !== undefined; due = this.#early.get(this.#next)) {
      this.#early.delete(this.#next);
      this.#next++;
      this.#handOn(due);
    }
  }
}
