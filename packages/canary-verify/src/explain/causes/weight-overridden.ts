import type { Cause } from '../../verdict/cause.js';
import type { Pool } from '../situation/pools.js';
import type { Situation } from '../situation/situation.js';
import { type OtherWeight, otherWeights } from '../situation/weight-from-dns.js';
import { isStatic } from './weights-ignored.js';

/** Finds weights that were set otherwise than by DNS: at run time, by an agent, or because those of DNS are not taken. */
export function weightOverridden(situation: Situation): Cause | null {
  const all = otherWeights(situation).filter(({ pool }) => !isStatic(pool, situation));
  const found = all.filter((one) => isOverriddenEverywhere(one, all, situation));
  const [first] = found;
  if (first === undefined) return null;
  return {
    kind: 'weight-overridden',
    servers: found.map(({ slot, instance, weight, dns }) => ({ slot, instance, weight, dns })),
    place: ignoreWeight(first.pool),
  };
}

/** If only one of several processes does it, it is a different view. */
function isOverriddenEverywhere(
  { instance }: OtherWeight,
  all: readonly OtherWeight[],
  { instances }: Situation,
): boolean {
  const processes = instances
    .find(({ name }) => name === instance)
    ?.placements.map(({ pool }) => pool.process);
  const overridden = new Set(all.filter((one) => one.instance === instance).map(({ pool }) => pool.process));
  return processes?.every((process) => overridden.has(process)) ?? false;
}

/** `resolve-opts ignore-weight` gives the server a weight of the file's; without it the next answer of DNS overwrites what was set. */
function ignoreWeight({ configured }: Pool) {
  return configured === null || configured.weight === null ? null : configured.place;
}
