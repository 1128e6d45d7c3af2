import { consulHealth } from '../consul/health.js';
import { readProcess } from '../haproxy/index.js';
import type { ResolvedOptions } from '../options/options.js';
import type { InstanceCount, Verdict } from '../verdict/verdict.js';
import { addressOf } from './situation/address.js';

/** The instance behind each of HAProxy's slots, by the slot's name: Consul's id, or null where several have that name. */
export type SlotInstances = ReadonlyMap<string, string | null>;

type Asked = Pick<ResolvedOptions, 'consul' | 'sources' | 'signal'>;

/**
 * Joins HAProxy's servers with Consul's instances by address and port. Responses that name their replica by `%s` name a slot, alone
 * or behind its backend. Null where somebody is not asked or does not answer.
 */
export async function askSlotInstances({ consul, sources, signal }: Asked): Promise<SlotInstances | null> {
  if (consul === null || sources === null || sources.haproxy.length === 0) return null;
  const { services, alone: _, ...agent } = consul;
  const names = [...new Set(Object.values(services))];
  const [instances, answers] = await Promise.all([
    consulHealth(agent, names, signal).catch(() => null),
    Promise.all(sources.haproxy.map((place) => readProcess(place, signal))),
  ]);
  if (instances === null) return null;
  const byAddress = new Map(instances.map((one) => [addressOf(one), one.instance]));
  const found = new Map<string, string | null>();
  for (const answer of answers) {
    if ('failure' in answer) return null;
    for (const { backend, name, address } of answer.process.servers) {
      const instance = address === null ? undefined : byAddress.get(address);
      for (const called of instance === undefined ? [] : [name, `${backend}/${name}`])
        found.set(called, (found.get(called) ?? instance) === instance ? (instance ?? null) : null);
    }
  }
  return found;
}

/**
 * A verdict whose replicas are called as Consul calls them. As it was, unless each name is that of one slot, with the same instance
 * before and after the run: a slot is given to another instance when replicas come and go.
 */
export function namedByConsul(verdict: Verdict, before: SlotInstances, after: SlotInstances | null): Verdict {
  const slots = [
    ...new Set(verdict.arms.flatMap(({ instances }) => Object.keys(instances))),
    ...Object.keys(verdict.instances),
  ];
  const ids = new Map<string, string>();
  for (const slot of slots) {
    const id = before.get(slot);
    if (id == null || after?.get(slot) !== id) return verdict;
    ids.set(slot, id);
  }
  return {
    ...verdict,
    instances: renamed(verdict.instances, ids),
    arms: verdict.arms.map((arm) => ({ ...arm, instances: renamed(arm.instances, ids) })),
    diagnosis: verdict.diagnosis.map((one) =>
      'instance' in one && one.instance !== null
        ? { ...one, instance: ids.get(one.instance) ?? one.instance }
        : one,
    ),
  };
}

/** One instance may stand in slots of several backends. */
function renamed(
  instances: Readonly<Record<string, InstanceCount>>,
  ids: ReadonlyMap<string, string>,
): Record<string, InstanceCount> {
  const own: Record<string, InstanceCount> = {};
  for (const [slot, counted] of Object.entries(instances)) {
    const id = ids.get(slot) ?? slot;
    own[id] = { ...counted, count: counted.count + (own[id]?.count ?? 0) };
  }
  return own;
}
