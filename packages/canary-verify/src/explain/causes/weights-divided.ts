import { dnsWeight } from '../../consul/health.js';
import { weightOfSrv } from '../../haproxy/index.js';
import type { Cause, DividedWeight } from '../../verdict/cause.js';
import { type Instance, isPassing, type Situation } from '../situation/situation.js';

/** From this relative change of an instance's share on, the division by 256 is worth a word. */
const NOTABLE = 0.05;

/** Finds weights that lose their proportions when HAProxy divides them by 256 and rounds up. */
export function weightsDivided(situation: Situation): Cause | null {
  for (const [backend, instances] of together(situation)) {
    const weights = instances.map(weightOf);
    if (isDistorted(weights)) return { kind: 'weights-divided', backend, instances: weights };
  }
  return null;
}

/** The healthy instances that share requests: those of one backend; without a HAProxy, those of both versions. */
function together({ known, pools, instances }: Situation): [backend: string | null, Instance[]][] {
  const passing = instances.filter(isPassing);
  if (known.processes.length === 0) {
    const versions: (string | null)[] = Object.values(known.services);
    return [[null, passing.filter(({ service }) => versions.includes(service))]];
  }
  return [...new Set(pools.map(({ backend }) => backend))].map((backend) => [
    backend,
    passing.filter(({ placements }) => placements.some(({ pool }) => pool.backend === backend)),
  ]);
}

function weightOf({ name, consul }: Instance): DividedWeight {
  const weight = consul === null ? 1 : dnsWeight(consul);
  return { instance: name, consul: weight, haproxy: weightOfSrv(weight) };
}

function isDistorted(weights: readonly DividedWeight[]): boolean {
  const total = (key: 'consul' | 'haproxy') => weights.reduce((sum, one) => sum + one[key], 0);
  const [consul, haproxy] = [total('consul'), total('haproxy')];
  if (consul === 0 || haproxy === 0) return false;
  return weights.some((one) => {
    const meant = one.consul / consul;
    return Math.abs(one.haproxy / haproxy - meant) > NOTABLE * meant;
  });
}
