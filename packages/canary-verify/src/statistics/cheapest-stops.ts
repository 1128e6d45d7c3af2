import { binomialCounts, type CountRange } from './count-range.js';

/** A walk of counts, looked at from time to time, and the shares that matter. */
export interface Problem {
  share: number;
  /** The boundaries of the band. */
  above: number;
  below: number;
  /** So far beside the expected share a run shall not take long, either. */
  beside: number;
  lookEvery: number;
  looks: number;
  /** The number of the first look at which one may stop. */
  firstLook: number;
  /** The chances of 0, 1, 2, … canaries between two looks. */
  canaries: Float64Array;
  /** Counts within so many standard deviations of the expected ones are looked at. */
  reach: number;
  /** What a run costs that is never stopped, in responses. */
  undecidedCost: number;
}

/** What stopping costs when the share is that of a boundary, in responses. */
export interface Prices {
  above: number;
  below: number;
}

/** Where to stop, and what then happens. */
export interface CheapestStops {
  /** By look: from how many canaries to how many one stops. */
  lowest: Int32Array;
  highest: Int32Array;
  /** The chance of a stop when the share is that of a boundary. */
  above: number;
  below: number;
  /** At the expected share: the mean number of responses, and the number that is enough with a chance of 99 %. */
  mean: number;
  ninetyNinth: number;
}

/** The weight of each of the two shares beside the expected one. */
const BESIDE_WEIGHT = 0.25;

/** A likelihood ratio to the expected share, and how it changes with one more canary instead of a stable response. */
interface Ratio {
  perCanary: number;
  perStable: number;
}

/** Finds the stops that cost least at these prices, from the last look back, and then what they do, forwards. */
export function findCheapestStops(problem: Problem, prices: Prices): CheapestStops {
  const { looks, lookEvery, share, reach, canaries } = problem;
  const lowest = new Int32Array(looks + 1).fill(1);
  const highest = new Int32Array(looks + 1);
  const width = binomialCounts(looks * lookEvery, share, reach).to + 2 * canaries.length + 2;
  let later = new Float64Array(width);
  let now = new Float64Array(width);
  for (let look = looks; look >= 0; look--) {
    const counts = binomialCounts(look * lookEvery, share, reach);
    const stops = stepBack(problem, prices, { look, counts, now, later });
    lowest[look] = stops.from;
    highest[look] = stops.to;
    // Counts that lie outside cost what the ends do: they are hardly ever reached.
    now.fill(now[counts.from] as number, Math.max(0, counts.from - 2 * canaries.length), counts.from);
    now.fill(now[counts.to] as number, counts.to + 1, counts.to + 1 + canaries.length);
    [later, now] = [now, later];
  }
  return { lowest, highest, ...whatHappens(problem, lowest, highest) };
}

interface Step {
  look: number;
  counts: CountRange;
  /** By canaries: what a run costs from this look on, and from the next one. */
  now: Float64Array;
  later: Float64Array;
}

/** What each count costs from this look on. Returns the counts at which stopping costs least. */
function stepBack(problem: Problem, prices: Prices, { look, counts, now, later }: Step): CountRange {
  const { share, beside, lookEvery, looks, firstLook, undecidedCost, canaries } = problem;
  const at = (other: number) => walk(ratio(other, share), counts.from, look * lookEvery);
  const [above, below, more, less] = [problem.above, problem.below, share + beside, share - beside].map(
    at,
  ) as [Walk, Walk, Walk, Walk];
  const perResponse = look === looks ? undecidedCost : lookEvery;
  const stops = { from: 1, to: 0 };
  for (let canary = counts.from; canary <= counts.to; canary++) {
    const weight = 1 - 2 * BESIDE_WEIGHT + BESIDE_WEIGHT * (more.value + less.value);
    const stop = prices.above * above.value + prices.below * below.value;
    let go = perResponse * weight;
    // A run that would cost less to stop than to go on to the next look is stopped, whatever comes.
    if (look < looks && !(look >= firstLook && stop <= go))
      for (let next = 0; next < canaries.length; next++)
        go += (canaries[next] as number) * (later[canary + next] as number);
    const stopped = look >= firstLook && stop <= go;
    now[canary] = stopped ? stop : go;
    if (stopped) {
      if (stops.from > stops.to) stops.from = canary;
      stops.to = canary;
    }
    above.value *= above.perStep;
    below.value *= below.perStep;
    more.value *= more.perStep;
    less.value *= less.perStep;
  }
  return stops;
}

/** Walks all counts forwards at the expected share. At a boundary each count is as likely as its likelihood ratio says. */
function whatHappens(
  { share, above, below, lookEvery, looks, canaries, reach }: Problem,
  lowest: Int32Array,
  highest: Int32Array,
): Omit<CheapestStops, 'lowest' | 'highest'> {
  const ratios = [ratio(above, share), ratio(below, share)] as const;
  const errors: [number, number] = [0, 0];
  let chances = new Float64Array(binomialCounts(looks * lookEvery, share, reach).to + canaries.length + 2);
  let next = new Float64Array(chances.length);
  chances[0] = 1;
  let counts: CountRange = { from: 0, to: 0 };
  let [open, mean, ninetyNinth] = [1, 0, looks * lookEvery];
  for (let look = 1; look <= looks; look++) {
    mean += open * lookEvery;
    const reached = binomialCounts(look * lookEvery, share, reach);
    spread(chances, next, { counts, reached, canaries });
    [chances, next] = [next, chances];
    counts = reached;
    const [from, to] = [lowest[look] as number, highest[look] as number];
    for (let canary = Math.max(from, counts.from); canary <= Math.min(to, counts.to); canary++) {
      const chance = chances[canary] as number;
      chances[canary] = 0;
      open -= chance;
      errors[0] += chance * likelihood(ratios[0], canary, look * lookEvery);
      errors[1] += chance * likelihood(ratios[1], canary, look * lookEvery);
    }
    if (open <= 0.01) ninetyNinth = Math.min(ninetyNinth, look * lookEvery);
  }
  return { above: errors[0], below: errors[1], mean, ninetyNinth };
}

/** The chances after one more look. */
function spread(
  before: Float64Array,
  after: Float64Array,
  { counts, reached, canaries }: { counts: CountRange; reached: CountRange; canaries: Float64Array },
): void {
  for (let canary = reached.from; canary <= reached.to; canary++) {
    let chance = 0;
    const first = Math.max(0, canary - counts.to);
    const last = Math.min(canaries.length - 1, canary - counts.from);
    for (let more = first; more <= last; more++)
      chance += (canaries[more] as number) * (before[canary - more] as number);
    after[canary] = chance;
  }
}

function ratio(share: number, expected: number): Ratio {
  return {
    perCanary: Math.log(share / expected),
    perStable: Math.log1p((expected - share) / (1 - expected)),
  };
}

function likelihood({ perCanary, perStable }: Ratio, canary: number, responses: number): number {
  return Math.exp(canary * perCanary + (responses - canary) * perStable);
}

/** A likelihood ratio at one count after the other. */
interface Walk {
  value: number;
  perStep: number;
}

function walk(one: Ratio, from: number, responses: number): Walk {
  return {
    value: likelihood(one, from, responses),
    perStep: Math.exp(one.perCanary - one.perStable),
  };
}
