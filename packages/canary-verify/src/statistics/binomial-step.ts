/** Chances smaller than this are nothing: 10 million of them do not change the ninth digit of a sum. */
export const NEGLIGIBLE = 1e-17;

/** The chances of 0, 1, 2, … canaries among so many independent responses, up to where they are negligible. */
export function binomialStep(responses: number, share: number): Float64Array {
  if (share === 1)
    return Float64Array.from({ length: responses + 1 }, (_, canary) => Number(canary === responses));
  const chances = [(1 - share) ** responses];
  for (let canary = 1; canary <= responses; canary++) {
    const before = chances[canary - 1] ?? 0;
    const chance = (before * (responses - canary + 1) * share) / (canary * (1 - share));
    if (chance < NEGLIGIBLE && canary > responses * share) break;
    chances.push(chance);
  }
  return Float64Array.from(chances);
}

/** Chances by number of canaries: `chances[canary]`, all zero outside `from` to `to`. */
export interface CountDistribution {
  chances: Float64Array;
  from: number;
  to: number;
}

/** Adds one step's canaries to a distribution, in place. */
export function advance(distribution: CountDistribution, step: Float64Array): void {
  const { from, to } = distribution;
  if (from > to) return;
  const last = to + step.length - 1;
  makeRoom(distribution, last);
  const { chances } = distribution;
  for (let canary = last; canary >= from; canary--) {
    let chance = 0;
    const most = Math.min(step.length - 1, canary - from);
    for (let more = Math.max(0, canary - to); more <= most; more++)
      chance += (step[more] as number) * (chances[canary - more] as number);
    chances[canary] = chance;
  }
  distribution.to = last;
}

/** Makes sure that the array reaches up to `canary`. */
export function makeRoom(distribution: CountDistribution, canary: number): void {
  if (canary < distribution.chances.length) return;
  const larger = new Float64Array(2 * canary + 64);
  larger.set(distribution.chances);
  distribution.chances = larger;
}

/** Forgets negligible chances at both ends. */
export function trim(distribution: CountDistribution): void {
  const { chances } = distribution;
  while (distribution.from <= distribution.to && (chances[distribution.from] as number) < NEGLIGIBLE)
    chances[distribution.from++] = 0;
  while (distribution.to >= distribution.from && (chances[distribution.to] as number) < NEGLIGIBLE)
    chances[distribution.to--] = 0;
}
