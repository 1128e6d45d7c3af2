import { setTimeout as wait } from 'node:timers/promises';
import type { ConsulAgent } from '../consul/agent.js';
import { agentService, registeredAt, registerWeights, setMaintenance } from '../consul/agent-services.js';
import { type ConsulInstance, consulHealth, isHealthy } from '../consul/health.js';
import { isRoutable, placeName, type RuntimeServer } from '../haproxy/index.js';
import { deadline } from '../system/deadline.js';
import { TRACKS, type Track } from '../terms/track.js';
import { type ByVersion, shareOfWeights, weightsForShare } from './choose-weights.js';
import { onlyWhole, type WeighedServers, weightSetters } from './overridden.js';
import type { PlaceReading, RuntimeSocket, SharePlace, ShareSetting } from './share-place.js';
import { serversOf, type WeightedBackend } from './weights-place.js';

/** Whose weights in Consul make the share, and the servers that HAProxy makes of Consul's DNS answers. */
export interface ConsulWeights {
  /** Every agent that an instance is registered at: no other one can change it. */
  agents: readonly [ConsulAgent, ...ConsulAgent[]];
  services: Readonly<Record<Track, string>>;
  backend: WeightedBackend;
}

/** Consul refuses a weight of 0, so a version without a share is in maintenance, which nobody else gives this reason. */
const WITHOUT_SHARE = 'canary-verify: this version has no share';

/**
 * The weights in Consul, which HAProxy takes from DNS: divided by 256, so they are multiples of it. The share is what HAProxy has; of
 * Consul only the instances are asked that could have one.
 */
export function consulWeights(socket: RuntimeSocket, asked: ConsulWeights): SharePlace {
  const { services, backend } = asked;
  // A reading is put back as it stood in Consul: HAProxy may show something else, because it takes no weights from DNS.
  const stoodInConsul = new WeakMap<ShareSetting, readonly ConsulInstance[]>();
  return {
    name: placeName(socket),
    identity: `the weights of ${services.stable} and ${services.canary} in Consul`,
    isLate: true,
    async read(signal) {
      const [weighed, instances] = await Promise.all([
        serversOf(socket, backend, signal),
        instancesOf(asked, signal),
      ]);
      const reading = readingOf(weighed, instances, backend);
      stoodInConsul.set(
        reading,
        TRACKS.flatMap((track) => instances[track]),
      );
      return reading;
    },
    async put(setting, signal) {
      const stood = stoodInConsul.get(setting);
      if (stood !== undefined) await putBackInConsul(asked, stood, signal);
      else await putWeights(asked, new Map(JSON.parse(setting.stored)), signal);
    },
  };
}

type InstancesByTrack = Readonly<Record<Track, readonly ConsulInstance[]>>;

async function instancesOf(
  { agents: [first], services }: ConsulWeights,
  signal: AbortSignal,
): Promise<InstancesByTrack> {
  const all = await consulHealth(first, [services.stable, services.canary], signal);
  const of = (track: Track) => all.filter(({ service }) => service === services[track]);
  return { stable: of('stable'), canary: of('canary') };
}

/** Put into maintenance for want of a share, and by nobody else. */
function isWithoutShare({ status, check }: ConsulInstance): boolean {
  return status === 'maintenance' && check?.output === WITHOUT_SHARE;
}

const addressOf = ({ address, port }: ConsulInstance) => `${address}:${port}`;

function readingOf(
  weighed: WeighedServers,
  instances: InstancesByTrack,
  { backend, canaries }: WeightedBackend,
): PlaceReading {
  const { servers } = weighed;
  const whole = onlyWhole(weighed, backend);
  const serving = servers.filter((one) => isRoutable(one) && weightOf(one) > 0);
  const sum = (some: readonly RuntimeServer[]) => some.reduce((total, one) => total + weightOf(one), 0);
  const [canary, all] = [sum(serving.filter(({ name }) => name.startsWith(canaries))), sum(serving)];
  if (all === 0) throw new Error('no server of it is ready');
  return {
    share: canary / all,
    words: `weights ${canary} of ${all}`,
    stored: storedOf(serving.map((one) => [one.address ?? one.name, weightOf(one)])),
    replicas: null,
    remarks: weightSetters(weighed, { backend, takesDns: true }),
    onlyWhole: whole,
    nearest: (share) => settingFor(instances, whole === null ? share : Math.round(share)),
  };
}

function weightOf({ weight, ownWeight }: RuntimeServer): number {
  return ownWeight ?? weight;
}

/** Addresses with their weights in HAProxy. Whoever is not there gets nothing. */
function storedOf(weights: readonly (readonly [string, number])[]): string {
  return JSON.stringify(weights.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function settingFor(instances: InstancesByTrack, share: number): ShareSetting {
  const able = (track: Track) => instances[track].filter((one) => isHealthy(one) || isWithoutShare(one));
  const ready: ByVersion = { stable: able('stable').length, canary: able('canary').length };
  const weights = weightsForShare(ready, share);
  const canary = ready.canary * weights.canary;
  const nearest = shareOfWeights(ready, weights);
  return {
    // A version that is alone has all, whatever its weights.
    share: Number.isNaN(nearest) ? Math.sign(ready.canary) : nearest,
    words: `weights ${canary} of ${canary + ready.stable * weights.stable}`,
    replicas: null,
    stored: storedOf(
      TRACKS.filter((track) => weights[track] > 0).flatMap((track) =>
        able(track).map((one) => [addressOf(one), weights[track]] as const),
      ),
    ),
  };
}

async function putWeights(
  asked: ConsulWeights,
  weights: ReadonlyMap<string, number>,
  signal: AbortSignal,
): Promise<void> {
  const [instances, agentOf] = await Promise.all([instancesOf(asked, signal), findAgents(asked, signal)]);
  const all = TRACKS.flatMap((track) => instances[track]).map((one) => ({ one, agent: agentOf(one) }));
  const served = TRACKS.filter((track) => instances[track].some((one) => weights.has(addressOf(one))));
  // Who gets less goes first: nobody has more than both settings give.
  for (const { one, agent } of all) {
    const isServed = served.some((track) => instances[track].includes(one));
    if (!isServed && isHealthy(one))
      await setMaintenance(agent, one.instance, { reason: WITHOUT_SHARE, signal });
  }
  const changed: ChangedWeight[] = [];
  for (const { one, agent } of all) {
    const weight = weights.get(addressOf(one));
    if (weight === undefined) continue;
    const passing = await changeWeight(agent, one, { weight, signal });
    if (passing !== null) changed.push({ agent, instance: one.instance, passing });
    if (isWithoutShare(one)) await setMaintenance(agent, one.instance, { reason: null, signal });
  }
  await untilKept(changed, signal);
}

/** A weight that an instance was given. */
interface ChangedWeight {
  agent: ConsulAgent;
  instance: string;
  passing: number;
}

/** Who keeps its own registration restores it within this time; HAProxy needs about as long to ask for it. In milliseconds. */
const RESTORED_WITHIN_MS = 1_000;
const ASK_AGAIN_MS = 100;

/** @throws Error that names an instance which has set its weight back. */
async function untilKept(changed: readonly ChangedWeight[], signal: AbortSignal): Promise<void> {
  if (changed.length === 0) return;
  using end = deadline(signal, RESTORED_WITHIN_MS);
  while (!end.signal.aborted) {
    for (const { agent, instance, passing } of changed) {
      const { Weights } = await agentService(agent, instance, signal);
      if (Weights.Passing !== passing)
        throw new Error(
          `${instance} has the weight ${Weights.Passing} in Consul again, not ${passing}: it keeps its own registration, as service-kit does. Have it change its weight itself, with setCommand and getCommand`,
        );
    }
    await wait(ASK_AGAIN_MS, null, { signal: end.signal }).catch(() => {});
  }
}

async function putBackInConsul(
  asked: ConsulWeights,
  stood: readonly ConsulInstance[],
  signal: AbortSignal,
): Promise<void> {
  const [now, agentOf] = await Promise.all([instancesOf(asked, signal), findAgents(asked, signal)]);
  for (const one of TRACKS.flatMap((track) => now[track])) {
    const before = stood.find(({ instance }) => instance === one.instance);
    if (before === undefined) continue;
    const [agent, weights] = [agentOf(one), before.weights];
    if (weights.passing !== one.weights.passing || weights.warning !== one.weights.warning)
      await registerWeights(
        agent,
        await agentService(agent, one.instance, signal),
        { Passing: weights.passing, Warning: weights.warning },
        signal,
      );
    const reason = isWithoutShare(before) ? WITHOUT_SHARE : null;
    if (isWithoutShare(one) !== isWithoutShare(before))
      await setMaintenance(agent, one.instance, { reason, signal });
  }
}

/** Resolves to the weight that it has been given; null if it had that already. */
async function changeWeight(
  agent: ConsulAgent,
  { instance }: ConsulInstance,
  { weight, signal }: { weight: number; signal: AbortSignal },
): Promise<number | null> {
  const service = await agentService(agent, instance, signal);
  const { Passing, Warning } = service.Weights;
  const wanted = srvWeight(weight);
  if (Passing === wanted) return null;
  // Another weight while a check warns is meant to be another one.
  await registerWeights(
    agent,
    service,
    { Passing: wanted, Warning: Warning === Passing ? wanted : Warning },
    signal,
  );
  return wanted;
}

/** The weight in Consul that HAProxy makes this one of (src/haproxy/backends/dns-weight.ts); the largest that Consul takes is 65535. */
function srvWeight(weight: number): number {
  return Math.min(65_535, weight * 256);
}

async function findAgents(
  { agents }: ConsulWeights,
  signal: AbortSignal,
): Promise<(instance: ConsulInstance) => ConsulAgent> {
  const known = await Promise.all(
    agents.map(async (agent) => ({ agent, ids: await registeredAt(agent, signal) })),
  );
  return ({ instance }) => {
    const found = known.find(({ ids }) => ids.has(instance));
    if (found !== undefined) return found.agent;
    throw new Error(
      `${instance} is registered at none of the agents ${agents.map(({ url }) => url).join(', ')}: name its own one as well`,
    );
  };
}
