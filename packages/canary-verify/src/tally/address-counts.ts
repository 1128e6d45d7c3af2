import type { FailureCause } from '../observation/observation.js';
import type { ArmTally } from './tally.js';

/** The counts of an arm for one address. */
export interface AddressCounts {
  requests: number;
  stable: number;
  canary: number;
  unidentified: number;
  failed: number;
  failures: ReadonlyMap<FailureCause, number>;
  /** Responses of each version that the arm's expectation names. */
  named: number[];
}

const NONE: ReadonlyMap<FailureCause, number> = new Map();

/** The counts of an arm by address, of so many addresses. */
export function countsByAddress(tally: ArmTally, addresses: number): AddressCounts[] {
  const counts = Array.from({ length: addresses }, (_, address) => failuresAt(tally, address));
  for (const { track, named, byAddress } of tally.origins.values())
    byAddress.forEach((responses, address) => {
      const at = counts[address];
      if (at === undefined) return;
      at.requests += responses;
      at[track ?? 'unidentified'] += responses;
      if (named !== null && named >= 0) at.named[named] = (at.named[named] ?? 0) + responses;
    });
  return counts;
}

function failuresAt({ failuresByAddress, names }: ArmTally, address: number): AddressCounts {
  const failures = failuresByAddress[address] ?? NONE;
  const failed = [...failures.values()].reduce((sum, count) => sum + count, 0);
  return {
    requests: failed,
    stable: 0,
    canary: 0,
    unidentified: 0,
    failed,
    failures,
    named: names.map(() => 0),
  };
}
