import type { Remark } from '../../configuration/configuration.js';
import type { Deduction, Destination } from '../rules/rules.js';
import type { Doubt } from './sample-value.js';

/** How one way through the rules ends. */
export type End = Destination | Doubt;

/** One way of a request through the rules: it asks wherever chance or something unknown decides. */
export interface RulePath {
  /** Lets chance choose one of some possibilities, by their weights. */
  chance(weights: readonly number[]): number;
  /** Whether something unknown is so: both will be gone through. */
  doubt(doubt: Doubt): boolean;
  /** Counts values that had to be tried. */
  tried(values: number): void;
}

/** More is not gone through: what is left of the share is unknown then. */
const MOST_WAYS = 3_000;
/** Some milliseconds for each ten thousand. */
const MOST_TRIED = 300_000;

type Fork =
  | { kind: 'chance'; weights: readonly number[]; taken: number }
  | { kind: 'doubt'; doubt: Doubt; taken: number };

interface Outcome {
  shares: Map<string, { destination: Destination; share: number }>;
  unknown: Map<string, Remark>;
}

/**
 * Goes all ways through the rules, each from the start, and adds up where they end. Where something unknown decides, only
 * what is so in either case counts.
 *
 * @param go Goes one way. It must ask the same when it is answered the same.
 * @param tooMany Says what to tell when there are too many ways.
 */
export function allWays(go: (way: RulePath) => End, tooMany: () => Remark): Deduction {
  const trail: Fork[] = [];
  let tried = 0;
  const count = (values: number) => {
    tried += values;
  };
  const first = walk(go, trail, count);
  // Nearly every request has one way.
  if (trail.length === 0) return onlyWay(first);
  const goOn = (ways: number) => (ways < MOST_WAYS && tried <= MOST_TRIED ? walk(go, trail, count) : null);
  const { shares, unknown } = explored(first, { trail, goOn, tooMany });
  return { destinations: [...shares.values()], unknown: [...unknown.values()] };
}

interface Exploring {
  trail: Fork[];
  /** Goes the way that the trail shows, after so many others; null if there were too many. */
  goOn(ways: number): End | null;
  tooMany(): Remark;
}

/** The outcome of all ways, of which the first has been gone: the trail holds its forks. */
function explored(first: End, { trail, goOn, tooMany }: Exploring): Outcome {
  let ways = 1;
  const explore = (depth: number): Outcome => {
    const end = goOn(ways);
    if (end === null) return unknownOutcome(tooMany());
    ways++;
    return fold(end, depth);
  };
  /** The outcome beneath a fork whose first way has been gone. */
  const fold = (end: End, depth: number): Outcome => {
    const fork = trail[depth];
    if (fork === undefined) return leaf(end);
    const outcomes = [fold(end, depth + 1)];
    const possibilities = fork.kind === 'chance' ? fork.weights.length : 2;
    for (let taken = 1; taken < possibilities; taken++) {
      trail.length = depth;
      trail.push({ ...fork, taken });
      outcomes.push(explore(depth + 1));
    }
    return fork.kind === 'chance' ? mixed(outcomes, fork.weights) : inEitherCase(outcomes, fork.doubt);
  };
  return fold(first, 0);
}

function onlyWay(end: End): Deduction {
  return end.kind === 'doubt'
    ? { destinations: [], unknown: [end.remark] }
    : { destinations: [{ destination: end, share: 1 }], unknown: [] };
}

/** Follows the trail, and takes the first possibility at each fork beyond it. */
function walk(go: (way: RulePath) => End, trail: Fork[], tried: RulePath['tried']): End {
  let depth = 0;
  const take = (fork: Fork): number => {
    const known = trail[depth];
    if (known === undefined) trail.push(fork);
    depth++;
    return known?.taken ?? 0;
  };
  return go({
    chance: (weights) => (weights.length === 1 ? 0 : take({ kind: 'chance', weights, taken: 0 })),
    doubt: (doubt) => take({ kind: 'doubt', doubt, taken: 0 }) === 0,
    tried,
  });
}

function leaf(end: End): Outcome {
  if (end.kind === 'doubt') return unknownOutcome(end.remark);
  return { shares: new Map([[endKey(end), { destination: end, share: 1 }]]), unknown: new Map() };
}

function endKey(end: Destination): string {
  return end.kind === 'backend' ? `backend ${end.name}` : JSON.stringify(end);
}

function unknownOutcome(remark: Remark): Outcome {
  return { shares: new Map(), unknown: new Map([[JSON.stringify(remark), remark]]) };
}

function mixed(outcomes: readonly Outcome[], weights: readonly number[]): Outcome {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const shares: Outcome['shares'] = new Map();
  outcomes.forEach((outcome, index) => {
    for (const [key, { destination, share }] of outcome.shares) {
      const before = shares.get(key)?.share ?? 0;
      shares.set(key, { destination, share: before + (share * (weights[index] as number)) / sum });
    }
  });
  return { shares, unknown: unknownOf(outcomes) };
}

/** Shares that differ by less are the same, calculated in another order. */
const ROUNDING = 1e-12;

/**
 * The outcome that holds in both branches. If the unknown is itself random, branches may be correlated with
 * random choices below it, so only outcomes that are certain in both branches count.
 */
function inEitherCase(outcomes: readonly Outcome[], { remark, chancy }: Doubt): Outcome {
  const [first, second] = outcomes as [Outcome, Outcome];
  const shares: Outcome['shares'] = new Map();
  let lost = false;
  for (const [key, { destination, share }] of first.shares) {
    const least = Math.min(share, second.shares.get(key)?.share ?? 0);
    const counted = !chancy || least >= 1 - ROUNDING ? least : 0;
    if (counted > 0) shares.set(key, { destination, share: counted });
    if (counted < share - ROUNDING) lost = true;
  }
  const unknown = unknownOf(outcomes);
  if (lost || sumOf(second) > sumOf({ shares, unknown }) + ROUNDING)
    unknown.set(JSON.stringify(remark), remark);
  return { shares, unknown };
}

function sumOf({ shares }: Outcome): number {
  return [...shares.values()].reduce((sum, { share }) => sum + share, 0);
}

function unknownOf(outcomes: readonly Outcome[]): Map<string, Remark> {
  return new Map(outcomes.flatMap(({ unknown }) => [...unknown]));
}
