import type { ArmRun } from '../decide/arm-run.js';
import type { ResolvedOptions } from '../options/options.js';
import type { Sources } from '../options/sources.js';
import type { Diagnosis } from '../verdict/diagnosis.js';
import { armTraffic } from './arm-traffic.js';
import { examine } from './examine.js';

/**
 * Adds the causes of a verdict that is not `matches` to what the counts say. What is in the way of counting stays in front;
 * a source that cannot be read is one more diagnosis, and changes nothing else.
 */
export async function withCauses(
  diagnosis: readonly Diagnosis[],
  arms: readonly ArmRun[],
  { sources, signal }: Pick<ResolvedOptions, 'sources' | 'signal'>,
): Promise<Diagnosis[]> {
  const [first] = diagnosis;
  const asked = sources === null ? null : withoutSilent(sources, first);
  if (asked === null || signal.aborted) return [...diagnosis];
  const traffic = arms.filter(({ tally }) => tally.requests > 0);
  const { causes } = await examine(
    asked,
    traffic.map(({ plan, tally }) => armTraffic(plan.arm, tally)),
    signal,
  );
  const blocked = first !== undefined && IN_THE_WAY.has(first.kind);
  const found = causes.filter(({ kind }) => kind !== 'source-unreadable');
  const silent = causes.filter(({ kind }) => kind === 'source-unreadable');
  return blocked ? [...diagnosis, ...found, ...silent] : [...found, ...diagnosis, ...silent];
}

/** Nothing could be counted. */
const IN_THE_WAY: ReadonlySet<Diagnosis['kind']> = new Set([
  'unreachable',
  'consul-unreachable',
  'not-in-consul',
  'other-service',
  'redirect-not-followed',
]);

/** A source that has just failed to answer is not asked again. */
function withoutSilent(sources: Sources, first: Diagnosis | undefined): Sources | null {
  const silent = first?.kind === 'consul-unreachable' || first?.kind === 'not-in-consul';
  const consul = silent ? null : sources.consul;
  const nobody = consul === null && sources.haproxy.length === 0 && sources.config === null;
  return nobody ? null : { ...sources, consul };
}
