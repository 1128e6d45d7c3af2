import type { AddressShareTest, AddressTests } from '../plan/address-tests.js';
import { answerSplit, isOutside } from '../statistics/answer-split.js';
import { showsUnlikeness } from '../statistics/likeness-test.js';
import type { Counts } from '../statistics/split-test.js';
import { type AddressCounts, countsByAddress } from '../tally/address-counts.js';
import type { ArmCounts } from '../tally/arm-counts.js';
import { isSuspicious } from '../tally/guards.js';
import type { ArmState } from './decide.js';
import { isConfirmed } from './doubt.js';

/** The findings on the addresses of an arm. */
export interface AddressFindings {
  /** The addresses are shown not to have the same share. */
  unlike: boolean;
  /** After so many requests they are looked at again. */
  nextLook: number;
}

/** An arm whose target has several addresses. */
export interface ArmByAddress extends ArmCounts, ArmState {
  byAddress: AddressFindings;
  /** When the latest counted response was asked for, in milliseconds since 1970; 0 before the first. */
  at: number;
  /** Null if the run is not spread over a time. */
  inTime: object | null;
}

type Outcome = ArmState['decision']['outcome'];

export function noFindings(): AddressFindings {
  return { unlike: false, nextLook: 0 };
}

/** The least number of requests between two looks; with more replicas a look takes longer. */
const LOOK_EVERY = 5;

/**
 * Holds a decision on the share of all requests against the addresses; updates the decision.
 *
 * If the addresses are unlike, no client gets the share of all requests, so each address is judged by itself: one outside
 * differs, all inside match. Else `matches` needs each address near the expected share.
 */
export function decideByAddress(arm: ArmByAddress, reuse: boolean): void {
  const { plan, guards, decision, tally, byAddress } = arm;
  const tests = plan.addresses;
  if (tests === null || guards.pinned || guards.dependent || guards.drifted !== null) return;
  if (tally.requests < byAddress.nextLook && tally.requests < plan.budget) {
    decision.outcome = 'open';
    return;
  }
  byAddress.nextLook = tally.requests + Math.max(LOOK_EVERY, tally.origins.size);
  const shares = countsOfShares(tests, countsByAddress(tally, tests.addresses));
  byAddress.unlike ||= shares.some(({ places }) => areUnlike(places, tests.unlikeErrorRate));
  if (byAddress.unlike) {
    const ofEach = judgeEach(shares, decision.outcome);
    decision.outcome = ofEach === 'differs' && !isSure(arm, reuse) ? 'open' : ofEach;
  }
  if (!byAddress.unlike && decision.outcome === 'matches' && !areNear(shares)) decision.outcome = 'open';
}

/** By so many pairs after a canary pinned connections would have shown. */
const LEAST_PAIRS = 30;

/**
 * Whether an address that looks wrong may be called so: it has looked wrong for long enough, no guard has a reason to wait, and
 * on reused connections it is not so because its few connections are pinned.
 */
function isSure({ plan, guards, decision, tally, at, inTime }: ArmByAddress, reuse: boolean): boolean {
  const { requests } = tally;
  if (isSuspicious(guards, 'outside') || (reuse && guards.pairs.afterCanary.responses < LEAST_PAIRS))
    return false;
  decision.doubt ??= { requests, at };
  return inTime !== null || isConfirmed(decision.doubt, { requests, budget: plan.budget, at });
}

/** One expected share, and the counts for it at each address. */
interface ShareAtPlaces {
  test: AddressShareTest;
  places: readonly Counts[];
}

function countsOfShares({ shares }: AddressTests, counts: readonly AddressCounts[]): ShareAtPlaces[] {
  return shares.map((test, index) => ({ test, places: counts.map((one) => countsFor(one, index)) }));
}

function countsFor({ stable, canary, named, unidentified, failed }: AddressCounts, share: number): Counts {
  const own = named.length > 0 ? (named[share] ?? 0) : canary;
  return { canary: own, stable: stable + canary - own, unknown: unidentified + failed };
}

function areUnlike(places: readonly Counts[], errorRate: number): boolean {
  const identified = places.map(({ canary, stable }) => ({ hits: canary, responses: canary + stable }));
  return showsUnlikeness(identified, errorRate);
}

function judgeEach(shares: readonly ShareAtPlaces[], ofAll: Outcome): Outcome {
  if (shares.some(({ test, places }) => places.some((counts) => isOutside(test.own, counts))))
    return 'differs';
  const inside = shares.every(({ test, places }) => places.every((counts) => isInside(test.own, counts)));
  // The decision on all requests knows of replicas that never answered, too.
  return inside && ofAll === 'matches' ? 'matches' : 'open';
}

function areNear(shares: readonly ShareAtPlaces[]): boolean {
  return shares.every(({ test, places }) => places.every((counts) => isInside(test.wide, counts)));
}

/** Whether these counts alone show it. */
function isInside(test: AddressShareTest['own'], counts: Counts): boolean {
  return answerSplit(test, counts) === 'inside';
}
