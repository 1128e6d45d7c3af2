import type { ArmRun } from '../decide/arm-run.js';
import type { ClassifyRules } from '../options/classify-rules.js';
import { leakCounts } from '../tally/leak-counts.js';
import { firstLeak } from '../tally/noted-exchanges.js';
import { onlyReplica, seenReplicas } from '../tally/seen-replicas.js';
import { type Tally, trackOf } from '../tally/tally.js';
import { TRACKS, type Track } from '../terms/track.js';
import { nameOfUnseen } from './diagnose-versions.js';
import type { Diagnosis } from './diagnosis.js';

export function diagnoseDifference(run: ArmRun, all: Tally, rules: ClassifyRules): Diagnosis[] {
  const { plan, tally } = run;
  const { expectation, name: arm } = plan.arm;
  if (expectation.kind === 'only') {
    const other = expectation.track === 'canary' ? 'stable' : 'canary';
    return leakCounts(tally, expectation.track).leaks === 0 ? [] : [leak(run, all, other)];
  }
  if (tally.canary + tally.stable === 0) return [];
  const unseen = TRACKS.find((track) => tally[track] === 0);
  if (unseen !== undefined)
    return [
      {
        ...{ kind: 'never-seen', arm, track: unseen, version: nameOfUnseen(unseen, all, rules) },
        only: onlyReplica(tally),
      },
    ];
  if (expectation.kind === 'versions') return [];
  const stable = seenReplicas(tally, 'stable');
  const canary = seenReplicas(tally, 'canary');
  const byReplicas = canary / (stable + canary);
  const measured = tally.canary / (tally.canary + tally.stable);
  // Within a sixth of itself: enough to name a suspicion, which the text words as one.
  if (!(Math.abs(measured - byReplicas) <= byReplicas / 6)) return [];
  // Nor is it one when the replicas give just what was expected.
  if (Math.abs(byReplicas - expectation.share) < expectation.tolerance / 2) return [];
  return [{ kind: 'follows-replicas', arm, stable, canary, expected: expectation.share }];
}

function leak({ plan, tally, noted }: ArmRun, all: Tally, track: Track): Diagnosis {
  const entries = [...tally.origins.values(), ...tally.failedOrigins.values()];
  const entry = entries.find((one) => one.track === track);
  const { instance = null, version = null } = entry?.origin ?? {};
  const exchange = firstLeak(
    noted,
    ({ origin, hop }) => hop === null && trackOf(all, tally, origin) === track,
  );
  return {
    kind: 'leak',
    arm: plan.arm.name,
    track,
    leaks: tally[track] + tally.failedBy[track],
    instance,
    version,
    exchange,
  };
}
