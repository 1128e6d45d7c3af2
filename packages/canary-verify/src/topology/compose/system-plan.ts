import { statSync } from 'node:fs';
import { type HaproxyConfig, loadConfiguration, readHaproxyConfig } from '../../haproxy/index.js';
import { nearest } from '../../text/nearest.js';
import { quoted, UsageError } from '../../text/usage-error.js';
import { socketPort } from '../proxy/own-socket.js';
import {
  type PageInside,
  routedServices,
  servicePorts,
  settlesMs,
  statisticsPage,
} from '../proxy/proxy-configuration.js';
import type { RoutedService } from '../routed-services.js';
import { type ComposeService, readComposeFile } from './compose-file.js';
import { type MountedConfiguration, mountedConfiguration } from './mounted-configuration.js';
import type { System } from './system-definition.js';

/** What a HAProxy configuration says that a topology relies on. */
export interface ProxyConfiguration {
  config: HaproxyConfig;
  /** Null if it opens none. */
  page: PageInside | null;
  /** The port that is asked, inside of HAProxy's container. */
  port: number;
  /** The servers that Consul's DNS fills. */
  routed: readonly RoutedService[];
  /** How long HAProxy may take to follow Consul, in milliseconds. */
  settlesMs: number;
}

/** What will be started. Nothing runs yet. */
export interface SystemPlan {
  system: System;
  services: ReadonlyMap<string, ComposeService>;
  mounted: MountedConfiguration;
  /** The file to begin with. */
  config: string;
  configuration: ProxyConfiguration;
  /** The port inside of HAProxy's container for the runtime socket that the topology opens. */
  socketPort: number;
}

/** Consul's HTTP API, inside of its container. */
export const CONSUL_PORT = 8500;

/** Checks a definition against the compose file and HAProxy's configuration. Throws a UsageError; nothing is started. */
export async function planSystem(system: System): Promise<SystemPlan> {
  const services = await readComposeFile(system);
  const proxy = serviceAt(services, 'services.proxy', system.proxy);
  serviceAt(services, 'services.consul', system.consul);
  for (const [name, { compose }] of system.services) serviceAt(services, `services.${name}.compose`, compose);
  const mounted = mountedConfiguration(system.proxy, proxy);
  const config = configOf(system, mounted);
  const files = [config, ...mounted.further.map(({ source }) => source)];
  const configuration = readProxyConfiguration(files, { port: system.port, published: proxy.ports });
  checkRouted(system, configuration.routed, config);
  const { page, port } = configuration;
  const taken = [port, ...(page === null ? [] : [page.port]), ...proxy.ports];
  return { system, services, mounted, config, configuration, socketPort: socketPort(taken) };
}

/** The file to begin with. Throws a UsageError where HAProxy reads a folder, or a text that is no file. */
function configOf({ config, proxy }: System, { source, target }: MountedConfiguration): string {
  const file = config ?? source;
  if (file === null)
    throw new UsageError(
      'config',
      `must name a file: the compose file has the text of ${target} itself, which ${proxy} reads`,
    );
  if (config === null && statSync(file, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new UsageError(
      'services.proxy',
      `${proxy} must read a file first, which can be changed; it reads the folder ${target}`,
    );
  return file;
}

/** Reads a configuration, of one file or several, for what a topology relies on. Throws a UsageError. */
export function readProxyConfiguration(
  files: readonly string[],
  { port, published }: { port: number | null; published: readonly number[] },
): ProxyConfiguration {
  const config = readHaproxyConfig(loadConfiguration(files, 'config'), {});
  const file = files.join(', ');
  const page = statisticsPage(config);
  const listening = [...new Set(servicePorts(config))];
  const candidates = port === null ? listening.filter((one) => published.includes(one)) : [port];
  const [only = listening[0], ...others] = candidates;
  if (only === undefined || !listening.includes(only))
    throw new UsageError(
      'config',
      `${quoted(file)} must listen on ${port ?? 'a port'}; it listens on ${listening.join(', ') || 'none'}`,
    );
  if (others.length > 0)
    throw new UsageError(
      'port',
      `must say which one is asked: ${quoted(file)} listens on ${candidates.join(', ')}`,
    );
  return { config, page, port: only, routed: routedServices(config), settlesMs: settlesMs(config) };
}

/** The servers of a configuration that Consul's DNS fills. Throws a UsageError when it cannot be read. */
export function readRouted(file: string): Pick<ProxyConfiguration, 'routed' | 'settlesMs'> {
  const config = readHaproxyConfig(loadConfiguration([file], 'config'), {});
  return { routed: routedServices(config), settlesMs: settlesMs(config) };
}

/** A service that HAProxy is not fed with would be waited for in vain. */
function checkRouted(system: System, routed: readonly RoutedService[], config: string): void {
  if (routed.length === 0) return;
  const names = [...new Set(routed.map(({ service }) => service))];
  for (const [name, { consul }] of system.services)
    if (!names.includes(consul))
      throw new UsageError(
        `services.${name}.consul`,
        `must be a service that ${quoted(config)} asks Consul for; got ${quoted(consul)}, it asks for ${names.join(', ')}`,
      );
}

function serviceAt(
  services: ReadonlyMap<string, ComposeService>,
  option: string,
  name: string,
): ComposeService {
  const service = services.get(name);
  if (service !== undefined) return service;
  const names = [...services.keys()];
  const meant = nearest(name, names);
  const cure = meant === null ? `it has ${names.join(', ')}` : `did you mean ${quoted(meant)}?`;
  throw new UsageError(option, `must be a service of the compose file; got ${quoted(name)}, ${cure}`);
}
