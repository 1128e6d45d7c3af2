import type { ArmRun } from '../decide/arm-run.js';
import type { FailureCause } from '../observation/observation.js';
import type { LeftOut } from '../settle/choose-addresses.js';
import { type AddressCounts, countsByAddress } from '../tally/address-counts.js';
import type { Diagnosis } from './diagnosis.js';
import type { ArmVerdict } from './verdict.js';

/** Fewer failures at an address may be chance. */
const LEAST_FAILURES = 3;

/** What the counts say of single addresses. */
export function diagnoseAddresses(
  arm: ArmRun,
  { addresses: figures }: ArmVerdict,
  maxFailures: number,
): Diagnosis[] {
  const addresses = figures.map(({ address }) => address);
  const counts = countsByAddress(arm.tally, addresses.length);
  return [...diagnoseFailing(arm, { addresses, counts }, maxFailures), ...diagnoseUnlike(arm, figures)];
}

/** Some addresses fail more often than allowed, others do not. */
function diagnoseFailing(
  { plan }: ArmRun,
  { addresses, counts }: { addresses: readonly string[]; counts: readonly AddressCounts[] },
  limit: number,
): Diagnosis[] {
  const fails = ({ failed, requests }: AddressCounts) =>
    failed >= LEAST_FAILURES && failed > limit * requests;
  if (counts.every(fails)) return [];
  return counts.flatMap((one, index) =>
    fails(one)
      ? [
          {
            kind: 'address-fails' as const,
            arm: plan.arm.name,
            address: addresses[index] ?? '',
            addresses: addresses.length,
            failed: one.failed,
            requests: one.requests,
            cause: mostFrequent(one.failures),
          },
        ]
      : [],
  );
}

function mostFrequent(failures: AddressCounts['failures']): FailureCause {
  const [first] = [...failures].sort(([, one], [, other]) => other - one);
  return first?.[0] ?? 'malformed';
}

/** Names the addresses with the smallest and the largest share. */
function diagnoseUnlike({ plan, byAddress }: ArmRun, figures: ArmVerdict['addresses']): Diagnosis[] {
  if (!byAddress.unlike) return [];
  const measured = figures.flatMap(({ address, share }) => (share === null ? [] : [{ address, share }]));
  const [lowest] = measured.sort((one, other) => one.share - other.share);
  const highest = measured.at(-1);
  if (lowest === undefined || highest === undefined) return [];
  return [{ kind: 'addresses-disagree', arm: plan.arm.name, addresses: figures.length, lowest, highest }];
}

/** Addresses of a name that this machine cannot reach at all. On a loopback name they are usual, and no remark. */
export function diagnoseLeftOut(leftOut: readonly LeftOut[]): Diagnosis[] {
  const unreachable = leftOut.filter(({ cause }) => cause === 'unreachable').map(({ address }) => address);
  return unreachable.length === 0 ? [] : [{ kind: 'addresses-left-out', addresses: unreachable }];
}
