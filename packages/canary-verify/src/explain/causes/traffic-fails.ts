import { isRoutable } from '../../haproxy/index.js';
import type { FailureCause } from '../../observation/observation.js';
import type { Cause } from '../../verdict/cause.js';
import type { ArmTraffic } from '../situation/facts.js';
import type { Situation } from '../situation/situation.js';
import { answeringLine } from './answering-line.js';

/** So many may fail, or name no version, before it is a problem: as many as a run of `verify` allows. */
const MOST = 0.01;

/** Finds traffic that fails although nothing else may be wrong: then "nothing is wrong" would be. */
export function trafficFails({ known }: Situation): Extract<Cause, { kind: 'traffic-fails' }> | null {
  const [traffic] = known.traffic;
  if (traffic === undefined) return null;
  const { requests, failed, unidentified, failures, statuses } = traffic;
  if (!isFailing(traffic)) return null;
  const status = mostFrequent(statuses);
  const cause = mostFrequent(failures) as FailureCause | null;
  return {
    ...{ kind: 'traffic-fails', requests, failed, unidentified },
    cause,
    status: status === null ? null : Number(status),
    emptyBackends: emptyBackends(known),
    place: answeringLine(known.config, Number(cause?.replace('http-', '') ?? status)),
  };
}

/** Whether more fails than may. */
export function isFailing({ requests, failed, unidentified }: ArmTraffic): boolean {
  return failed + unidentified > MOST * requests;
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
