/** Something that has a name and a weight. */
export interface Weighted {
  instance: string;
  weight: number;
}

/**
 * Smooth weighted round robin, as HAProxy and nginx do it: in each round of as many turns as all weights together,
 * everybody has as many turns as its weight, spread evenly. Who has a weight of 0 has none.
 */
export class WeightedTurns {
  readonly #credits = new Map<string, number>();

  /** The candidate whose turn it is; null if none has a weight. */
  next<Candidate extends Weighted>(candidates: readonly Candidate[]): Candidate | null {
    let chosen: Candidate | null = null;
    let most = Number.NEGATIVE_INFINITY;
    let total = 0;
    for (const candidate of candidates) {
      if (candidate.weight === 0) continue;
      const credit = (this.#credits.get(candidate.instance) ?? 0) + candidate.weight;
      this.#credits.set(candidate.instance, credit);
      total += candidate.weight;
      if (credit > most) [chosen, most] = [candidate, credit];
    }
    if (chosen !== null) this.#credits.set(chosen.instance, most - total);
    return chosen;
  }

  /** Forgets who is no longer there. */
  keepOnly(instances: ReadonlySet<string>): void {
    for (const instance of this.#credits.keys()) if (!instances.has(instance)) this.#credits.delete(instance);
  }
}
