/** The chances of 0, 1, 2, … canaries among so many independent responses, up to where they are negligible. */
function binomialStep(responses, share) {
  if (share === 1)
    return Float64Array.from({ length: responses + 1 }, (_, canary) => Number(canary === responses));
  const chances = [(1 - share) ** responses];
  for (let canary = 1; canary <= responses; canary++) {
    const chance = ((chances[canary - 1] ?? 0) * (responses - canary + 1) * share) / (canary * (1 - share));
    if (chance < 1e-17 && canary > responses * share) break;
    chances.push(chance);
  }
  return Float64Array.from(chances);
}
// src/statistics/count-range.ts
/** The counts within so many standard deviations of the expected one, and a few more where that is next to nothing. */
function binomialCounts(responses, share, reach) {
  const mean = responses * share;
  const around = reach * Math.sqrt(mean * (1 - share)) + (reach * reach) / 3;
  return {
    from: Math.max(0, Math.floor(mean - around)),
    to: Math.min(responses, Math.ceil(mean + around)),
  };
}
// src/statistics/cheapest-stops.ts
/** The weight of each of the two shares beside the expected one. */
const BESIDE_WEIGHT = 0.175;
/** Finds the stops that cost least at these prices, from the last look back, and then what they do, forwards. */
function findCheapestStops(problem, prices) {
  const { looks, lookEvery, share, reach, canaries } = problem;
  const lowest = new Int32Array(looks + 1).fill(1);
  const highest = new Int32Array(looks + 1);
  const width = binomialCounts(looks * lookEvery, share, reach).to + 2 * canaries.length + 2;
  let later = new Float64Array(width);
  let now = new Float64Array(width);
  for (let look = looks; look >= 0; look--) {
    const counts = binomialCounts(look * lookEvery, share, reach);
    const stops = stepBack(problem, prices, {
      look,
      counts,
      now,
      later,
    });
    lowest[look] = stops.from;
    highest[look] = stops.to;
    now.fill(now[counts.from], Math.max(0, counts.from - 2 * canaries.length), counts.from);
    now.fill(now[counts.to], counts.to + 1, counts.to + 1 + canaries.length);
    [later, now] = [now, later];
  }
  return {
    lowest,
    highest,
    ...whatHappens(problem, lowest, highest),
  };
}
/** What each count costs from this look on. Returns the counts at which stopping costs least. */
function stepBack(problem, prices, { look, counts, now, later }) {
  const { share, beside, lookEvery, looks, firstLook, undecidedCost, canaries } = problem;
  const at = (other) => walk(ratio(other, share), counts.from, look * lookEvery);
  const [above, below, more, less] = [problem.above, problem.below, share + beside, share - beside].map(at);
  const perResponse = look === looks ? undecidedCost : lookEvery;
  const stops = {
    from: 1,
    to: 0,
  };
  for (let canary = counts.from; canary <= counts.to; canary++) {
    const weight = 1 - 2 * BESIDE_WEIGHT + BESIDE_WEIGHT * (more.value + less.value);
    const stop = prices.above * above.value + prices.below * below.value;
    let go = perResponse * weight;
    if (look < looks && !(look >= firstLook && stop <= go))
      for (let next = 0; next < canaries.length; next++) go += canaries[next] * later[canary + next];
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
function whatHappens({ share, above, below, lookEvery, looks, canaries, reach }, lowest, highest) {
  const ratios = [ratio(above, share), ratio(below, share)];
  const errors = [0, 0];
  let chances = new Float64Array(binomialCounts(looks * lookEvery, share, reach).to + canaries.length + 2);
  let next = new Float64Array(chances.length);
  chances[0] = 1;
  let counts = {
    from: 0,
    to: 0,
  };
  let [open, mean, ninetyNinth] = [1, 0, looks * lookEvery];
  for (let look = 1; look <= looks; look++) {
    mean += open * lookEvery;
    const reached = binomialCounts(look * lookEvery, share, reach);
    spread(chances, next, {
      counts,
      reached,
      canaries,
    });
    [chances, next] = [next, chances];
    counts = reached;
    const [from, to] = [lowest[look], highest[look]];
    for (let canary = Math.max(from, counts.from); canary <= Math.min(to, counts.to); canary++) {
      const chance = chances[canary];
      chances[canary] = 0;
      open -= chance;
      errors[0] += chance * likelihood(ratios[0], canary, look * lookEvery);
      errors[1] += chance * likelihood(ratios[1], canary, look * lookEvery);
    }
    if (open <= 0.01) ninetyNinth = Math.min(ninetyNinth, look * lookEvery);
  }
  return {
    above: errors[0],
    below: errors[1],
    mean,
    ninetyNinth,
  };
}
/** The chances after one more look. */
function spread(before, after, { counts, reached, canaries }) {
  for (let canary = reached.from; canary <= reached.to; canary++) {
    let chance = 0;
    const first = Math.max(0, canary - counts.to);
    const last = Math.min(canaries.length - 1, canary - counts.from);
    for (let more = first; more <= last; more++) chance += canaries[more] * before[canary - more];
    after[canary] = chance;
  }
}
function ratio(share, expected) {
  return {
    perCanary: Math.log(share / expected),
    perStable: Math.log1p((expected - share) / (1 - expected)),
  };
}
function likelihood({ perCanary, perStable }, canary, responses) {
  return Math.exp(canary * perCanary + (responses - canary) * perStable);
}
function walk(one, from, responses) {
  return {
    value: likelihood(one, from, responses),
    perStep: Math.exp(one.perCanary - one.perStable),
  };
}
// src/statistics/nearer-boundary.ts
/** The boundary of the band that is harder to tell from the expected share. */
function nearerBoundary({ share, tolerance }, errorRate) {
  const divergences = [share - tolerance, share + tolerance].map(
    (boundary) =>
      share * Math.log(share / boundary) + (1 - share) * Math.log1p((boundary - share) / (1 - boundary)),
  );
  const nearest = Math.min(...divergences);
  return {
    needed: -Math.log(errorRate) / nearest,
    further: Math.max(...divergences) / nearest,
  };
}
// src/statistics/match-region.ts
/** The number of looks of a region: more make the mean hardly smaller, and take longer to compute. */
const MOST_LOOKS = 500;
const FEWEST_LOOKS = 60;
/** The additions and multiplications that one round may take: about 10 ms. */
const MOST_WORK = 6e6;
/** Counts further than so many standard deviations from the expected ones never show that the share is right. */
const REACH = 6.5;
/** The first look, as a part of the requests that any test of the nearer boundary alone needs in the mean. */
const FIRST_LOOK = 0.87;
/** The prices are right when each error has at least this part of its rate. */
const GOOD_ENOUGH = 0.95;
const MOST_ROUNDS = 10;
/**
 * The region of counts that shows "inside" soonest, with a chance of at most `errorRate` at each boundary of the band:
 * exact, by dynamic programming from the horizon back (Kiefer & Weiss 1957, as computed by Lorden 1980).
 *
 * What is least is a mean of the numbers of responses at the expected share and a third of the tolerance beside it, so that
 * shares near the expected one do not take long, either. A run that ends undecided costs as much as a run takes. Each
 * error has a price, which is raised until the error is no more frequent than allowed.
 *
 * @returns null when it would take long to compute: the tolerance is a very small part of the share.
 */
function matchRegion({ share, tolerance, errorRate, horizon }) {
  const looks = looksFor(horizon * share * (1 - share));
  if (looks === null) return null;
  const lookEvery = Math.max(1, Math.ceil(horizon / looks));
  const nearer = nearerBoundary(
    {
      share,
      tolerance,
    },
    errorRate,
  );
  const { needed } = nearer;
  const problem = {
    share,
    above: share + tolerance,
    below: share - tolerance,
    beside: tolerance / 3,
    lookEvery,
    looks: Math.floor(horizon / lookEvery),
    firstLook: Math.ceil((FIRST_LOOK * needed) / lookEvery),
    canaries: binomialStep(lookEvery, share),
    reach: REACH,
    undecidedCost: needed,
  };
  const { lowest, highest, mean, ninetyNinth } = atRightPrices(problem, errorRate, nearer);
  return {
    lookEvery,
    horizon: problem.looks * lookEvery,
    lowest,
    highest,
    mean,
    ninetyNinth,
  };
}
/** The number of looks for which the work stays within its limit; it grows with their root. */
function looksFor(variance) {
  const perRoot = (2 * REACH) ** 2 * Math.max(1, variance);
  const looks = Math.min(MOST_LOOKS, (MOST_WORK / perRoot) ** 2);
  return looks < FEWEST_LOOKS ? null : Math.floor(looks);
}
function atRightPrices(problem, errorRate, nearer) {
  let prices = firstPrices(problem, errorRate, nearer);
  let best = null;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const stops = findCheapestStops(problem, prices);
    const parts = [stops.above / errorRate, stops.below / errorRate];
    const larger = Math.max(...parts);
    if (larger <= 1 && (best === null || stops.mean < best.mean)) best = stops;
    if (larger <= 1 && Math.min(...parts) >= GOOD_ENOUGH) return stops;
    const raise = (part) => Math.max(0.2, part * 1.004);
    prices = {
      above: prices.above * raise(parts[0]),
      below: prices.below * raise(parts[1]),
    };
  }
  return best ?? showNothing(problem);
}
/** Prices that come near the right ones, by what they turned out to be for many bands. */
function firstPrices({ share, above }, errorRate, { needed }) {
  const price = 0.25 * (errorRate / 0.05) ** 0.19 * (needed / errorRate);
  const relative = (above - share) / share;
  return {
    above: price,
    below: price * Math.max(0.2, 1 - 1.5 * relative),
  };
}
/** Where no prices were found, nothing is shown: then the run ends undecided, and never wrong. */
function showNothing({ looks, lookEvery }) {
  const lowest = new Int32Array(looks + 1).fill(1);
  const horizon = looks * lookEvery;
  return {
    lowest,
    highest: new Int32Array(looks + 1),
    above: 0,
    below: 0,
    mean: horizon,
    ninetyNinth: horizon,
  };
}

export { matchRegion };
