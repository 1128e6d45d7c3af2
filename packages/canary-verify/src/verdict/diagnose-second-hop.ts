import type { ArmRun } from '../decide/arm-run.js';
import { firstLeak } from '../tally/noted-exchanges.js';
import { type HopTallies, hopTrack, versionOfAll } from '../tally/second-hop.js';
import type { Diagnosis } from './diagnosis.js';
import type { ArmVerdict } from './verdict.js';

/** Diagnoses from the counts of the second service, besides the verdict. */
export function diagnoseSecondHop(arm: ArmRun, { secondHop }: ArmVerdict, hops: HopTallies): Diagnosis[] {
  if (secondHop === null || arm.hop === null) return [];
  if (secondHop.verdict === 'differs') return [leak(arm, hops)];
  // If one version answered everything, the arm that differs reports it.
  if (secondHop.verdict === 'matches' || versionOfAll(hops) !== null || secondHop.unidentified === 0)
    return [];
  const { unidentified, responses, versions } = secondHop;
  const values = Object.keys(versions);
  return [{ kind: 'second-hop-unidentified', arm: arm.plan.arm.name, unidentified, responses, values }];
}

function leak({ plan, hop, noted }: ArmRun, hops: HopTallies): Diagnosis {
  const expected = hop?.expected ?? 'stable';
  const ofAll = versionOfAll(hops);
  const isLeak = (value: string | null) =>
    value !== null && (value === ofAll || ![null, expected].includes(hopTrack(hops, value)));
  const values = [...(hop?.values ?? [])].filter(([value]) => isLeak(value));
  return {
    kind: 'second-hop-leak',
    arm: plan.arm.name,
    expected,
    leaks: values.reduce((sum, [, count]) => sum + count, 0),
    version: values[0]?.[0] ?? null,
    both: ofAll !== null,
    exchange: firstLeak(noted, (one) => isLeak(one.hop)),
  };
}
