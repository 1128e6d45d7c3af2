import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type StartedTopology, startTopology } from 'canary-verify/topology';
import { untilRouted } from '../../src/index.js';
import { readStatsPlace } from '../../src/options/stats-place.js';
import { asRouted, type Capacity, scaledCapacity } from '../../src/rollout/capacity.js';
import { replicasOf } from '../../src/rollout/topology-capacity.js';
import type { RuntimeSocket } from '../../src/share/share-place.js';
import { freePorts } from '../../src/topology/free-port.js';
import { fromRoot, messages } from '../topology/definitions.js';

/** Where a rollout is tried: 4 stable replicas, none of the canary, and a HAProxy whose map says the share. */
export interface World extends AsyncDisposable {
  /** Without a path. */
  url: string;
  runtime: string;
  capacity: Capacity;
}

export type WorldName = 'local' | 'compose' | 'swarm';

export function buildWorld(name: WorldName): Promise<World> {
  return name === 'swarm' ? buildStack() : buildTopology(name);
}

async function buildTopology(driver: 'local' | 'compose'): Promise<World> {
  const topology: StartedTopology = await startTopology(driver, {
    ...messages(4, 0, 4),
    haproxyConfig: fromRoot('fixtures/haproxy/header-and-map.cfg'),
  });
  return {
    url: topology.urls.service,
    runtime: topology.haproxySocket,
    capacity: replicasOf(topology, { stable: 'service-v1', canary: 'service-v2' }),
    [Symbol.asyncDispose]: () => topology.stop(),
  };
}

/** fixtures/compose/swarm.yaml on a swarm of this machine. */
async function buildStack(): Promise<World> {
  const [proxy = 0, stats = 0, runtime = 0, consul = 0] = await freePorts(4);
  const stack = `loss-${process.pid}`;
  const env = {
    ...{ ...process.env, HAPROXY_PORT: String(proxy), HAPROXY_STATS_PORT: String(stats) },
    ...{ HAPROXY_RUNTIME_PORT: String(runtime), CONSUL_PORT: String(consul) },
  };
  const docker = (...argv: string[]) => promisify(execFile)('docker', argv, { env });
  const joined = (await docker('info', '--format', '{{.Swarm.LocalNodeState}}')).stdout.trim() === 'inactive';
  if (joined) await docker('swarm', 'init', '--advertise-addr', '127.0.0.1');
  await docker('stack', 'deploy', '--compose-file', fromRoot('fixtures/compose/swarm.yaml'), stack);
  const url = `http://127.0.0.1:${proxy}`;
  await untilRouted({ target: `${url}/version`, replicas: { stable: 4, canary: 0 }, maxTimeMs: 120_000 });
  const socket = readStatsPlace(`127.0.0.1:${runtime}`) as RuntimeSocket;
  const services = scaledCapacity('stack', `${stack}/service-v1+service-v2`);
  return {
    url,
    runtime: `127.0.0.1:${runtime}`,
    capacity: asRouted(services, [socket], { stable: 'stable', canary: 'canary' }),
    async [Symbol.asyncDispose]() {
      await docker('stack', 'rm', stack);
      // What the stack has is gone some time after the command.
      while ((await docker('ps', '--quiet', '--filter', `name=${stack}_`)).stdout !== '') await wait(500);
      await docker('volume', 'rm', `${stack}_consul`).catch(() => {});
      if (joined) await docker('swarm', 'leave', '--force');
    },
  };
}
