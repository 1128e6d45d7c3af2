/**
 * Hands on what comes in any order in the order of its sequence numbers.
 *
 * Responses are counted in the order of their dispatch: in the order of their arrival the faster version would be
 * over-represented whenever a run stops.
 */
export class DispatchOrder<Item extends object> {
  readonly #onNext: (item: Item) => void;
  /** Items that came before their turn, each at its number modulo the length, which is a power of 2. */
  #early: (Item | null)[] = Array(64).fill(null);
  #next = 0;

  constructor(onNext: (item: Item) => void) {
    this.#onNext = onNext;
  }

  /** The first sequence number that has not come yet. */
  get next(): number {
    return this.#next;
  }

  put(sequence: number, item: Item): void {
    while (sequence - this.#next >= this.#early.length) this.#grow();
    this.#early[this.#placeOf(sequence)] = item;
    for (let due = this.#take(); due !== null; due = this.#take()) this.#onNext(due);
  }

  /** The item whose turn it is; null when it has not come yet. */
  #take(): Item | null {
    const place = this.#placeOf(this.#next);
    const due = this.#early[place] ?? null;
    if (due === null) return null;
    this.#early[place] = null;
    this.#next++;
    return due;
  }

  #placeOf(sequence: number): number {
    return sequence % this.#early.length;
  }

  #grow(): void {
    const before = this.#early;
    this.#early = Array(2 * before.length).fill(null);
    for (let sequence = this.#next; sequence < this.#next + before.length; sequence++)
      this.#early[this.#placeOf(sequence)] = before[sequence % before.length] ?? null;
  }
}
