import type { Cause } from '../../verdict/cause.js';
import { isServable, missingFrom } from '../situation/pool-health.js';
import type { Pool } from '../situation/pools.js';
import { type Instance, isServed, processesFor, type Situation } from '../situation/situation.js';
import { addressesHidden } from './addresses-hidden.js';
import { dnsSilent } from './dns-silent.js';
import { dnsTruncated } from './dns-truncated.js';
import { tooFewSlots } from './too-few-slots.js';
import { unknownService } from './unknown-service.js';

/** Finds healthy instances that no HAProxy sends anything to, as far as slots and DNS do not explain it. */
export function passingNotServed(situation: Situation): Cause | null {
  if (situation.known.processes.length === 0 || addressesHidden(situation) !== null) return null;
  const explained = new Set(
    situation.pools
      .filter(isExplained(situation))
      .flatMap((pool) => missingFrom(pool, situation).map(({ name }) => name)),
  );
  const found = situation.instances.filter(
    (one) => isServable(one) && !isServed(one) && !explained.has(one.name) && isExpected(one, situation),
  );
  if (found.length === 0) return null;
  const place = situation.pools.find(({ service }) => service === found[0]?.service)?.configured?.place;
  return {
    kind: 'passing-not-served',
    instances: found.map(({ name, placements: [first] }) => ({
      instance: name,
      slot: first === undefined ? null : `${first.pool.backend}/${first.server.name}`,
      state: first?.server.status ?? null,
    })),
    place: place ?? null,
  };
}

function isExplained(situation: Situation): (pool: Pool) => boolean {
  return (pool) => {
    const only = { ...situation, pools: [pool] };
    return tooFewSlots(only) !== null || dnsTruncated(only) !== null || dnsSilent(only) !== null;
  };
}

/** It has a pool, or it is of a version in question, and its name is not the one that HAProxy misspells. */
function isExpected({ service }: Instance, situation: Situation): boolean {
  if (processesFor(service, situation).length > 0) return true;
  const { stable, canary } = situation.known.services;
  return (service === stable || service === canary) && unknownService(situation)?.near !== service;
}
