import { join } from 'node:path';
import type { ServerName, Tool } from '../../system/tool.js';
import type { ProgramCall } from './running-process.js';

/** The ports of a topology, all on the loopback interface. */
export interface Ports {
  service: number;
  stats: number;
  consulHttp: number;
  consulDns: number;
  consulServer: number;
  consulSerf: number;
  redis: number;
}

export type Tools = Record<ServerName, Tool>;

export const LOOPBACK = '127.0.0.1';

/** Consul as a single server without a memory: what it knew is gone when it ends. */
export function consulCall({ consul }: Tools, ports: Ports, folder: string): ProgramCall {
  // Since 1.14 there is a second gRPC port; before, its flag is an error.
  const [, major = '1', minor = '0'] = /v(\d+)\.(\d+)/.exec(consul.version) ?? [];
  const hasGrpcTls = Number(major) > 1 || Number(minor) >= 14;
  const flags: Record<string, string | number> = {
    node: 'canary-verify',
    bind: LOOPBACK,
    client: LOOPBACK,
    'http-port': ports.consulHttp,
    'dns-port': ports.consulDns,
    'server-port': ports.consulServer,
    'serf-lan-port': ports.consulSerf,
    'serf-wan-port': -1,
    'grpc-port': -1,
    ...(hasGrpcTls && { 'grpc-tls-port': -1 }),
    'log-level': 'info',
    hcl: 'disable_update_check = true',
  };
  const argv = Object.entries(flags).map(([flag, value]) => `-${flag}=${value}`);
  return {
    name: 'consul',
    command: consul.command,
    argv: ['agent', '-dev', ...argv],
    env: { ...consul.env, HOME: folder },
  };
}

/** The place of HAProxy's Runtime API, if its configuration has a `stats socket "${HAPROXY_SOCKET}"`. */
export function haproxySocket(folder: string): string {
  return join(folder, 'haproxy.sock');
}

/** HAProxy in the foreground, with the addresses that the configurations ask the environment for. */
export function haproxyCall({ haproxy }: Tools, ports: Ports, folder: string, config: string): ProgramCall {
  const env = {
    ...haproxy.env,
    HAPROXY_BIND: `${LOOPBACK}:${ports.service}`,
    HAPROXY_STATS_BIND: `${LOOPBACK}:${ports.stats}`,
    CONSUL_DNS: `${LOOPBACK}:${ports.consulDns}`,
    HAPROXY_SOCKET: haproxySocket(folder),
  };
  return { name: 'haproxy', command: haproxy.command, argv: ['-db', '-f', config], env };
}

/** Redis in memory only. */
export function redisCall(tools: Tools, ports: Ports, folder: string): ProgramCall {
  const redis = tools['redis-server'];
  const argv = [
    '--bind',
    LOOPBACK,
    '--port',
    String(ports.redis),
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    folder,
  ];
  return { name: 'redis', command: redis.command, argv, env: redis.env };
}
