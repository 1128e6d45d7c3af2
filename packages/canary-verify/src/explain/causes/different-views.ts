import { isRoutable } from '../../haproxy/index.js';
import type { Cause, DifferentView } from '../../verdict/cause.js';
import { type Instance, processesFor, type Situation } from '../situation/situation.js';

/** Finds instances that several processes of HAProxy see differently: one sends requests, another does not, or other weights. */
export function differentViews(situation: Situation): Cause | null {
  const found = situation.instances.map((one) => viewsOf(one, situation)).filter(isDifferent);
  return found.length === 0 ? null : { kind: 'different-views', instances: found };
}

function viewsOf(instance: Instance, situation: Situation): DifferentView {
  const { name, service, placements } = instance;
  const having = placements.map(({ pool }) => pool.process);
  const processes = [...new Set([...processesFor(service, situation), ...having])];
  return {
    instance: name,
    views: processes.map((process) => {
      const server = placements.find(({ pool }) => pool.process === process)?.server;
      return {
        source: process.source,
        state: server?.status ?? null,
        weight: server === undefined ? null : (server.ownWeight ?? server.weight),
      };
    }),
  };
}

function isDifferent({ views }: DifferentView): boolean {
  const routed = views.filter(({ state }) => state !== null && isRoutable({ status: state }));
  if (routed.length === 0) return false;
  return routed.length < views.length || new Set(routed.map(({ weight }) => weight)).size > 1;
}
