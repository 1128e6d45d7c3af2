/**
 * Deals out turns: each arm once in a round, in an order by chance. A fixed order could keep step with a proxy that deals
 * requests out in turn: of two arms, each would meet every other replica only.
 */
export class Turns {
  readonly #order: number[];
  readonly #random: () => number;
  /** The number of arms that still have their turn in this round; they come first in the order. */
  #left = 0;

  /** @param random Chance, as from Math.random. */
  constructor(arms: number, random: () => number) {
    this.#order = Array.from({ length: arms }, (_, index) => index);
    this.#random = random;
  }

  /** The next arm that is wanted; null when none is. */
  next(isWanted: (arm: number) => boolean): number | null {
    for (let rounds = 0; rounds < 2; rounds++) {
      while (this.#left > 0) {
        const arm = this.#draw();
        if (isWanted(arm)) return arm;
      }
      this.#left = this.#order.length;
    }
    return null;
  }

  #draw(): number {
    // A single arm needs no chance.
    const place = this.#left === 1 ? 0 : Math.floor(this.#random() * this.#left);
    const arm = this.#order[place] as number;
    this.#left--;
    this.#order[place] = this.#order[this.#left] as number;
    this.#order[this.#left] = arm;
    return arm;
  }
}
