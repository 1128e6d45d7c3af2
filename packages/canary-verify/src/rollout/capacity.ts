import { isRoutable, readProcess } from '../haproxy/index.js';
import { readScaledServices, type ScaledBy } from '../share/scaled-services.js';
import type { RuntimeSocket } from '../share/share-place.js';
import { runShell } from '../system/run-shell.js';
import type { Track } from '../terms/track.js';
import { quoted } from '../text/usage-error.js';

/** ReplicaCounts of both versions. */
export type ReplicaCounts = Readonly<Record<Track, number>>;

/** The replicas of both versions, where something else than their number makes the share. */
export interface Capacity {
  /** For people: "compose shop". */
  readonly name: string;
  /** How many of a version are ready for requests. @throws Error when that cannot be read. */
  ready(track: Track, signal: AbortSignal): Promise<number>;
  /** Asks for so many of a version, and does not wait for them; the same twice is the same as once. @throws Error when it is refused. */
  scale(track: Track, count: number, signal: AbortSignal): Promise<void>;
}

/** Both counts. */
export async function countReady(capacity: Capacity, signal: AbortSignal): Promise<ReplicaCounts> {
  const [stable, canary] = await Promise.all([
    capacity.ready('stable', signal),
    capacity.ready('canary', signal),
  ]);
  return { stable, canary };
}

/** The services of a compose project or a stack: `shop/web+web-next`. */
export function scaledCapacity(by: ScaledBy, written: string): Capacity {
  const { name, services, ...service } = readScaledServices(by, written);
  return {
    name,
    ready: (track) => services.replicas(service[track]),
    scale: (track, count) => services.scale(service[track], count),
  };
}

/** Two commands of the user's; `{track}` stands for `stable` or `canary`, and `{count}` for the number. */
export function commandCapacity({ set, get }: { set: string; get: string }): Capacity {
  const filled = (command: string, track: Track, count = '') =>
    command.replaceAll('{track}', track).replaceAll('{count}', count);
  return {
    name: quoted(get),
    async ready(track, signal) {
      const printed = (await runShell(filled(get, track), {}, signal)).trim();
      if (/^\d{1,5}$/.test(printed)) return Number(printed);
      throw new Error(`it must print the number of replicas, for example 4; it printed ${quoted(printed)}`);
    },
    scale: async (track, count, signal) => {
      await runShell(filled(set, track, String(count)), {}, signal);
    },
  };
}

/**
 * The same replicas, but those are ready that every HAProxy sends requests to: a replica may say that it is healthy some time before
 * HAProxy knows it.
 */
export function asRouted(
  capacity: Capacity,
  sockets: readonly RuntimeSocket[],
  backends: Readonly<Record<Track, string>>,
): Capacity {
  return {
    ...capacity,
    async ready(track, signal) {
      const counts = sockets.map((socket) => routableIn(socket, backends[track], signal));
      return Math.min(await capacity.ready(track, signal), ...(await Promise.all(counts)));
    },
  };
}

async function routableIn(socket: RuntimeSocket, backend: string, signal: AbortSignal): Promise<number> {
  const answer = await readProcess(socket, signal);
  if ('failure' in answer) throw new Error(answer.failure);
  const { servers, backends } = answer.process;
  if (!backends.some(({ name }) => name === backend))
    throw new Error(
      `no backend is called ${quoted(backend)}; there are ${backends.map(({ name }) => name).join(', ')}`,
    );
  return servers.filter((one) => one.backend === backend && !one.backup && isRoutable(one)).length;
}
