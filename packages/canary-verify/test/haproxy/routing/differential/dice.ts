/** Chance that can be repeated: the same seed gives the same throws (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 (included) to 1. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from one to another, both included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.fraction() * (to - from + 1));
  }

  one<Item>(items: readonly Item[]): Item {
    return items[this.whole(0, items.length - 1)] as Item;
  }

  /** True with this probability. */
  falls(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** Calls one of the functions, each as often as the others. */
  pick<Result>(...choices: readonly (() => Result)[]): Result {
    return this.one(choices)();
  }

  some<Result>(from: number, to: number, make: (index: number) => Result): Result[] {
    return Array.from({ length: this.whole(from, to) }, (_, index) => make(index));
  }
}
