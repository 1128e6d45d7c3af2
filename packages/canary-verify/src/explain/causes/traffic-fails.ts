import { isRoutable } from '../../haproxy/index.js';
import type { FailureCause } from '../../observation/observation.js';
import type { Cause } from '../../verdict/cause.js';
import type { Situation } from '../situation/situation.js';

/** So many may fail, or name no version, before it is a problem: as many as a run of `verify` allows. */
const MOST = 0.01;

/** Finds traffic that fails although nothing else may be wrong: then "nothing is wrong" would be. */
export function trafficFails({ known }: Situation): Extract<Cause, { kind: 'traffic-fails' }> | null {
  const [traffic] = known.traffic;
  if (traffic === undefined) return null;
  const { requests, failed, unidentified, failures, statuses } = traffic;
  if (failed + unidentified <= MOST * requests) return null;
  const status = mostFrequent(statuses);
  return {
    ...{ kind: 'traffic-fails', requests, failed, unidentified },
    cause: mostFrequent(failures) as FailureCause | null,
    status: status === null ? null : Number(status),
    emptyBackends: emptyBackends(known),
  };
}

function mostFrequent(counts: Readonly<Record<string, number>>): string | null {
  const [most] = Object.entries(counts).sort(([, one], [, other]) => other - one);
  return most?.[0] ?? null;
}

function emptyBackends({ processes }: Situation['known']): string[] {
  const servers = processes.flatMap((process) => process.servers);
  const names = [...new Set(servers.map(({ backend }) => backend))];
  return names.filter((name) => !servers.some((server) => server.backend === name && isRoutable(server)));
}
