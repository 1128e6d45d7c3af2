import { isRoutable, placeName, type RuntimeServer, readProcess, setServerWeight } from '../haproxy/index.js';
import { type ByVersion, shareOfWeights, weightsForShare } from './choose-weights.js';
import { onlyWhole, type WeighedServers, weightSetters } from './overridden.js';
import type { PlaceReading, RuntimeSocket, SharePlace, ShareSetting } from './share-place.js';

/** The servers of a backend whose weights make the share. */
export interface WeightedBackend {
  backend: string;
  /** The canaries' names begin with this; all others are stable. */
  canaries: string;
}

/** The weights in a running HAProxy, which forgets them at a reload, and at a DNS answer that brings weights. */
export function runtimeWeights(socket: RuntimeSocket, asked: WeightedBackend): SharePlace {
  return {
    name: placeName(socket),
    identity: `the weights of ${asked.backend} at ${placeName(socket)}`,
    isLate: false,
    read: async (signal) => readingOf(await serversOf(socket, asked, signal), asked),
    async put({ stored }, signal) {
      const weights: Readonly<Record<string, number>> = JSON.parse(stored);
      for (const [name, weight] of Object.entries(weights))
        await setServerWeight(socket, { server: `${asked.backend}/${name}`, weight }, signal);
    },
  };
}

/** The servers of the backend in a running HAProxy, and its algorithm. @throws Error when there are none. */
export async function serversOf(
  socket: RuntimeSocket,
  { backend }: WeightedBackend,
  signal: AbortSignal,
): Promise<WeighedServers> {
  const answer = await readProcess(socket, signal);
  if ('failure' in answer) throw new Error(answer.failure);
  const { servers, backends } = answer.process;
  const found = servers.filter((one) => one.backend === backend && !one.backup);
  const algorithm = backends.find(({ name }) => name === backend)?.algorithm ?? null;
  if (found.length > 0) return { servers: found, algorithm };
  const names = backends.map(({ name }) => JSON.stringify(name)).join(', ');
  throw new Error(`it has no servers in a backend called ${JSON.stringify(backend)}; it has ${names}`);
}

function readingOf(weighed: WeighedServers, { backend, canaries }: WeightedBackend): PlaceReading {
  const { servers } = weighed;
  const isCanary = ({ name }: RuntimeServer) => name.startsWith(canaries);
  if (servers.every(isCanary) || !servers.some(isCanary))
    throw new Error(
      `${servers.some(isCanary) ? 'all' : 'no'} servers of ${backend} have names that begin with ${JSON.stringify(canaries)}: ${servers.map(({ name }) => name).join(', ')}`,
    );
  const ready = servers.filter((one) => isRoutable(one) || one.status.startsWith('DRAIN'));
  const weightOf = (some: readonly RuntimeServer[]) => some.reduce((sum, { weight }) => sum + weight, 0);
  const all = weightOf(ready);
  if (all === 0) throw new Error(`no server of ${backend} is ready`);
  const counts: ByVersion = {
    canary: ready.filter(isCanary).length,
    stable: ready.filter((one) => !isCanary(one)).length,
  };
  const canary = weightOf(ready.filter(isCanary));
  return {
    share: canary / all,
    words: `weights ${canary} of ${all}`,
    stored: JSON.stringify(Object.fromEntries(servers.map((one) => [one.name, one.ownWeight ?? one.weight]))),
    replicas: null,
    remarks: weightSetters(weighed, { backend, takesDns: false }),
    onlyWhole: onlyWhole(weighed, backend),
    nearest: (share) =>
      onlyWhole(weighed, backend) === null
        ? settingFor(servers, counts, { share, isCanary })
        : allOrNothing(servers, { share, isCanary }),
  };
}

function settingFor(
  servers: readonly RuntimeServer[],
  ready: ByVersion,
  { share, isCanary }: { share: number; isCanary: (server: RuntimeServer) => boolean },
): ShareSetting {
  const weights = weightsForShare(ready, share);
  const canary = ready.canary * weights.canary;
  return {
    share: shareOfWeights(ready, weights),
    words: `weights ${canary} of ${canary + ready.stable * weights.stable}`,
    replicas: null,
    stored: JSON.stringify(
      Object.fromEntries(servers.map((one) => [one.name, isCanary(one) ? weights.canary : weights.stable])),
    ),
  };
}

/** Static algorithms take 0 and the weight that the configuration gave, no other. */
function allOrNothing(
  servers: readonly RuntimeServer[],
  { share, isCanary }: { share: number; isCanary: (server: RuntimeServer) => boolean },
): ShareSetting {
  const toCanary = Math.round(share) === 1;
  const weightOf = (one: RuntimeServer) => (isCanary(one) === toCanary ? (one.initialWeight ?? 1) : 0);
  const all = servers.reduce((sum, one) => sum + weightOf(one), 0);
  return {
    share: toCanary ? 1 : 0,
    words: `weights ${toCanary ? all : 0} of ${all}`,
    replicas: null,
    stored: JSON.stringify(Object.fromEntries(servers.map((one) => [one.name, weightOf(one)]))),
  };
}
