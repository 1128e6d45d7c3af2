import { dnsWeight } from '../consul/health.js';
import type { ExplainedInstance } from './explanation.js';
import type { Instance, Placement, Situation } from './situation/situation.js';

/** The instances as lines of the table: by service, then by name. */
export function explainedInstances({ instances, known }: Situation): ExplainedInstance[] {
  const identified = known.traffic.reduce((sum, { stable, canary }) => sum + stable + canary, 0);
  const order = new Intl.Collator('en', { numeric: true });
  return [...instances]
    .sort((one, other) => order.compare(sortKey(one), sortKey(other)))
    .map((instance) => explained(instance, identified));
}

/** Instances of no known service come last. */
function sortKey({ service, name }: Instance): string {
  return `${service ?? '\uffff'}\n${name}`;
}

function explained(
  { name, service, track, address, ...places }: Instance,
  identified: number,
): ExplainedInstance {
  const { consul, placements, responses } = places;
  return {
    instance: name,
    service,
    track,
    address,
    consul: consul === null ? null : { status: consul.status, weight: dnsWeight(consul) },
    haproxy: placements.map(explainedServer),
    traffic:
      responses === null
        ? null
        : { requests: responses, share: identified === 0 ? 0 : responses / identified },
  };
}

function explainedServer({ pool, server }: Placement): ExplainedInstance['haproxy'][number] {
  const { name, status, weight, sessions, answered, retried, sentOn, backup } = server;
  return {
    source: pool.process.source,
    backend: pool.backend,
    slot: name,
    state: status,
    weight,
    sessions,
    answered,
    retried,
    sentOn,
    backup,
  };
}
