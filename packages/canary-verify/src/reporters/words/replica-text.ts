import { counted, percent, wholeFigure } from '../../text/figures.js';
import { printable } from '../../text/printable.js';
import type { ReplicaDiagnosis } from '../../verdict/replica-diagnosis.js';
import { THE, type Words } from './words.js';

/** The words for what the replicas show. */
export const REPLICA_WORDS: Words<ReplicaDiagnosis> = {
  'follows-replicas': ({ stable, canary, expected }) => ({
    says:
      `The share is what the replicas give: ${canary} of ${stable + canary} that answered ` +
      `${canary === 1 ? 'is a canary' : 'are canaries'}, ${percent(rounded(canary / (stable + canary)))}.`,
    next: replicasFor(expected, stable),
  }),
  'replicas-missing': ({ track, seen, expected, shown }) => ({
    says: `${seen} of ${expected} replicas of ${THE[track]} answered${shown ? '' : ' so far'}.`,
    next: shown
      ? 'See which of them is not healthy in Consul, or not UP in HAProxy.'
      : 'Allow more requests (-n): a replica with a small weight answers late. Or see which of them is not healthy in Consul, or not UP in HAProxy.',
  }),
  'replicas-unnamed': ({ replicas }) => ({
    says: `The responses name no replica, so it is not known which of the ${counted(replicas, 'replica')} have answered.`,
    next: 'Let HAProxy add the name: `http-response set-header X-Service-Instance %s` in its backends. Or say where the responses name their replica (--instance header:NAME), or leave out --replicas and --consul.',
  }),
  'one-replica': ({ instance, replicas }) => ({
    says: `Every response came from ${printable(instance)}, one of ${replicas} replicas: the proxy keeps a client with its replica.`,
    next: 'Look for `balance source`, a hash or a stick-table in the backend. Measure through a frontend without it, or from several hosts.',
  }),
  'single-replica': ({ instance, responses, kept }) => ({
    says:
      `${instance === null ? `The ${counted(responses, 'response')} name no replica` : `All ${counted(responses, 'response')} came from one replica, ${printable(instance)}`}` +
      `${kept ? ', and the configuration of HAProxy keeps each client with one.' : '. A proxy that keeps each client with one replica looks the same.'} Other clients may reach others.`,
    next: 'Measure from several hosts, or through a frontend that keeps no client with its replica; --replicas 9+1 asks for all replicas.',
  }),
  'follows-load': ({ setting, slower, connections }) => ({
    says:
      (setting === null
        ? `${slower === 'canary' ? 'The canary' : 'The stable version'} is slower and gets less than expected, as from a balancer that follows load (leastconn).`
        : `Backend ${printable(setting.backend)} follows load: \`${printable(setting.text)}\` (${printable(`${setting.place.file}:${setting.place.line}`)}).`) +
      ` The share depends on the number of requests under way, here ${wholeFigure(connections)} (-c).`,
    next: 'Measure with as many requests under way as there are in production: -c NUMBER',
  }),
  uneven: ({ track, instance, requests, even }) => ({
    says: `The replicas of ${THE[track]} do not share evenly: ${printable(instance)} got ${wholeFigure(requests)} requests, an even part is ${wholeFigure(even)}.`,
    next: "If the replicas should get equal parts, compare their weights and states on HAProxy's stats page.",
  }),
};

/** How many canaries beside the same number of stable replicas come nearest to the expected share. */
function replicasFor(expected: number, stable: number): string {
  const canary = Math.max(1, Math.round((stable * expected) / (1 - expected)));
  const given = canary / (stable + canary);
  if (Math.abs(given - expected) > expected / 4)
    return `By replicas, ${percent(expected)} takes ${wholeFigure(Math.round(1 / expected) - 1)} stable ones for each canary; else set weights.`;
  return `By replicas, ${stable} stable and ${canary} canary give ${percent(rounded(given))}; else set weights.`;
}

function rounded(share: number): number {
  return Math.round(share * 1000) / 1000;
}
