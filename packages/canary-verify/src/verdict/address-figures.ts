import type { ArmRun } from '../decide/arm-run.js';
import { canaryBand, canaryShareOf, onlyInterval } from '../decide/interval.js';
import { shareInterval } from '../statistics/share-interval.js';
import type { ShareInterval } from '../statistics/split-test.js';
import { type AddressCounts, countsByAddress } from '../tally/address-counts.js';
import type { Count, Fraction } from '../terms/quantities.js';

/** The counts of one address of the target. */
export interface AddressFigures {
  /** The address with its port: `10.0.0.1:80`. */
  address: string;
  requests: Count;
  stable: Count;
  canary: Count;
  unidentified: Count;
  failed: Count;
  /** The canary's share of the identified responses, as a fraction; null when there are none. */
  share: Fraction | null;
  /** The shares that the counts leave possible; null when nothing was counted. */
  interval: ShareInterval | null;
}

/** The figures of each address; empty where there is only one. */
export function addressFigures(
  arm: ArmRun,
  addresses: readonly string[],
  errorRate: number,
): AddressFigures[] {
  if (addresses.length < 2) return [];
  const counts = countsByAddress(arm.tally, addresses.length);
  return counts.map(({ named: _, failures: _causes, ...count }, index) => ({
    address: addresses[index] ?? '',
    ...count,
    share: canaryShareOf(count),
    interval: intervalAt(arm, count, errorRate),
  }));
}

function intervalAt(
  { plan }: ArmRun,
  { stable, canary, unidentified, failed }: Omit<AddressCounts, 'named' | 'failures'>,
  errorRate: number,
): ShareInterval | null {
  if (stable + canary === 0) return null;
  const { expectation } = plan.arm;
  const counts = { stable, canary, unknown: unidentified + failed };
  if (expectation.kind === 'only') return onlyInterval(expectation, counts, { errorRate, outcome: 'open' });
  return shareInterval(canaryBand(expectation), counts, errorRate);
}
