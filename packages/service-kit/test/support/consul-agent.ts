import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { findTools } from 'canary-verify/topology';
import { eventually } from 'workbench/eventually';
import { freePorts } from 'workbench/free-port';

/** What Consul's health endpoint says of an instance. */
export interface Registered {
  Service: {
    ID: string;
    Service: string;
    Address: string;
    Port: number;
    Tags: string[];
    Meta: Record<string, string>;
    Weights: { Passing: number; Warning: number };
  };
  Checks: { CheckID: string; Status: string; ServiceID: string; Type: string; Definition: object }[];
}

/** A real Consul agent, alone in its datacenter. */
export interface ConsulAgent extends AsyncDisposable {
  /** `host:port` of its HTTP API. */
  address: string;
  get(path: string): Promise<unknown>;
  put(path: string, body?: unknown): Promise<unknown>;
  /** The instances of a service, healthy or not. */
  instances(service: string): Promise<Registered[]>;
  /** SIGSTOP makes it hang, SIGCONT lets it go on, SIGKILL makes it vanish. */
  signal(signal: NodeJS.Signals): void;
}

/** A second agent of the same datacenter, which knows its own services only. */
export async function startConsulClient(server: ConsulAgent, dataFolder: string): Promise<ConsulAgent> {
  const { consul } = await findTools(['consul']);
  const [http, serf] = (await freePorts(2)) as [number, number];
  const { DebugConfig } = (await server.get('/agent/self')) as { DebugConfig: { SerfPortLAN: number } };
  const flags = [`-http-port=${http}`, `-serf-lan-port=${serf}`, '-dns-port=-1', '-grpc-port=-1'];
  const only = ['-bind=127.0.0.1', '-client=127.0.0.1', '-node=client', `-data-dir=${dataFolder}`];
  const child = spawn(
    consul.command,
    ['agent', ...flags, ...only, `-retry-join=127.0.0.1:${DebugConfig.SerfPortLAN}`],
    { env: { ...process.env, ...consul.env }, stdio: ['ignore', 'ignore', 'ignore'] },
  );
  const agent = agentAt(`127.0.0.1:${http}`, child, '');
  await eventually('the client knows the server', () =>
    agent.get('/catalog/nodes').then(
      (nodes) => (nodes as unknown[]).length === 2,
      () => false,
    ),
  );
  return agent;
}

export interface ConsulAgentOptions {
  /** Keeps what it knows here, and knows it again after a restart. Default: it forgets. */
  dataFolder?: string;
  /** Default: any free port. */
  httpPort?: number;
  /** Configuration in Consul's language. */
  hcl?: string;
  /** ACL token for the calls of the test itself. */
  token?: string;
}

export async function startConsul({
  httpPort,
  hcl = '',
  dataFolder,
  token = '',
}: ConsulAgentOptions = {}): Promise<ConsulAgent> {
  const { consul } = await findTools(['consul']);
  const [anyPort, server, serf] = (await freePorts(3)) as [number, number, number];
  const http = httpPort ?? anyPort;
  const ports = { http, server, 'serf-lan': serf, 'serf-wan': -1, dns: -1, grpc: -1 };
  const flags = Object.entries(ports).map(([name, port]) => `-${name}-port=${port}`);
  // Since 1.14 there is a second gRPC port; before, its flag is an error.
  const [, major = 1, minor = 0] = /v(\d+)\.(\d+)/.exec(consul.version)?.map(Number) ?? [];
  if (major > 1 || minor >= 14) flags.push('-grpc-tls-port=-1');
  const only = [
    '-bind=127.0.0.1',
    '-client=127.0.0.1',
    '-node=test',
    '-hcl=disable_update_check = true',
    `-hcl=${hcl}`,
  ];
  const mode =
    dataFolder === undefined ? ['-dev'] : ['-server', '-bootstrap-expect=1', `-data-dir=${dataFolder}`];
  const child = spawn(consul.command, ['agent', ...mode, ...only, ...flags], {
    env: { ...process.env, ...consul.env },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const agent = agentAt(`127.0.0.1:${http}`, child, token);
  await eventually('Consul has a leader', () =>
    agent.get('/status/leader').then(
      (leader) => leader !== '',
      () => false,
    ),
  );
  return agent;
}

function agentAt(address: string, child: ChildProcess, token: string): ConsulAgent {
  const ended = once(child, 'exit');
  const call = async (path: string, init: RequestInit) => {
    const response = await fetch(`http://${address}/v1${path}`, {
      ...init,
      headers: { 'X-Consul-Token': token },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`Consul: ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
  const get = (path: string) => call(path, {});
  return {
    address,
    get,
    put: (path, body) => call(path, { method: 'PUT', body: JSON.stringify(body) ?? null }),
    instances: (service) => get(`/health/service/${service}`) as Promise<Registered[]>,
    signal: (signal) => void child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
