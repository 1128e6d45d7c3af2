import { counted, percent, wholeFigure } from '../../text/figures.js';
import { printable } from '../../text/printable.js';
import type { Diagnosis } from '../../verdict/diagnosis.js';
import type { ReplicaDiagnosis } from '../../verdict/replica-diagnosis.js';
import { THE, type Words } from './words.js';

/** The words for what the replicas show. */
export const REPLICA_WORDS: Words<ReplicaDiagnosis | Extract<Diagnosis, { kind: 'sticky-cookie' }>> = {
  'follows-replicas': ({ stable, canary, expected }) => ({
    says:
      `The canary's share equals its share of the replicas: ${canary} of ${stable + canary} that answered ` +
      `${canary === 1 ? 'is a canary' : 'are canaries'}, ${percent(rounded(canary / (stable + canary)))}.`,
    next: replicasFor(expected, stable),
  }),
  'replicas-missing': ({ track, service, seen, expected, shown }) => ({
    says: `${seen} of ${expected} replicas of ${THE[track]} answered${shown ? '' : ' so far'}.`,
    next: shown
      ? `Find the missing replica, by comparing the replicas of this report with Consul's: ${passing(service)}`
      : `Allow more requests (-n): a replica with a small weight answers late. Or compare the replicas of this report with Consul's: ${passing(service)}`,
  }),
  'replicas-unnamed': ({ replicas }) => ({
    says: `The responses name no replica, so it is not known which of the ${counted(replicas, 'replica')} have answered.`,
    next: 'Let HAProxy add the name: `http-response set-header X-Service-Instance %s` in its backends. Or say where the responses name their replica (--instance header:NAME), or leave out --replicas and --consul.',
  }),
  'one-replica': ({ instance, replicas }) => ({
    says: `Every response came from ${printable(instance)}, one of ${replicas} replicas: the proxy keeps a client with its replica.`,
    next: 'Look for `balance source`, `balance hdr(...)` or `stick on src` in the backend. Measure through a frontend without stickiness, or from several hosts.',
  }),
  'single-replica': ({ instance, responses, kept }) => ({
    says:
      `${instance === null ? `The ${counted(responses, 'response')} name no replica` : `All ${counted(responses, 'response')} came from one replica, ${printable(instance)}`}` +
      `${kept ? ', and the configuration of HAProxy keeps each client with one.' : '. A proxy that keeps each client with one replica looks the same.'} Other clients may reach other replicas.`,
    next: 'Measure from several hosts, or through a frontend without stickiness. If there are more replicas, give their numbers: --replicas 9+1',
  }),
  'follows-load': ({ setting, slower, connections }) => ({
    says:
      (setting === null
        ? `${slower === 'canary' ? 'The canary' : 'The stable version'} is slower and gets less than expected, as from a balancer that follows load (leastconn).`
        : `Backend ${printable(setting.backend)} follows load: \`${printable(setting.text)}\` (${printable(`${setting.place.file}:${setting.place.line}`)}).`) +
      ` The share depends on the number of requests under way, here ${wholeFigure(connections)} (-c).`,
    next: 'Measure with as many requests under way as there are in production: -c NUMBER',
  }),
  'sticky-cookie': ({ cookie, names }) => ({
    says: `Responses set the cookie ${printable(cookie)}, which names the ${names}. A client that returns the cookie stays with this ${names}, so the share is that of new clients.`,
    next: null,
  }),
  uneven: ({ track, instance, requests, even }) => ({
    says: `The replicas of ${THE[track]} do not get even shares: ${printable(instance)} got ${wholeFigure(requests)} requests, an even share is ${wholeFigure(even)} requests.`,
    next: "If the replicas should get equal shares, compare the weights and states of their servers on HAProxy's stats page.",
  }),
};

/** Which replicas Consul calls healthy; with a placeholder where nobody has named the service. */
function passing(service: string | null): string {
  const url = `$CONSUL_HTTP_ADDR/v1/health/service/${service === null ? 'SERVICE' : encodeURIComponent(service)}?passing`;
  return `curl "${url}"`;
}

/** How many canaries beside the same number of stable replicas come nearest to the expected share. */
function replicasFor(expected: number, stable: number): string {
  const canary = Math.max(1, Math.round((stable * expected) / (1 - expected)));
  const given = canary / (stable + canary);
  if (Math.abs(given - expected) > expected / 4)
    return `Run ${wholeFigure(Math.round(1 / expected) - 1)} stable replicas for each canary (${percent(expected)}), or set weights.`;
  return `Run ${stable} stable and ${canary} canary replicas (${percent(rounded(given))}), or set weights.`;
}

function rounded(share: number): number {
  return Math.round(share * 1000) / 1000;
}
