import type { ServerOptions } from 'node:http';
import { host, token, wholeNumber } from '../kinds.js';
import { among, isGroup, type Kind, type OptionReader, shown } from '../option-reader.js';
import { TlsFiles, type TlsOptions } from './tls-files.js';

/** Where the service's own endpoints are. A path may be a list of several; false: none. */
export interface EndpointsOptions {
  /** A port of their own, which proxies need not reach. Default SERVICE_ENDPOINTS_PORT, else that of the application. */
  port?: number;
  /** Default `/version` and `/__version__`. */
  version?: string | readonly string[];
  /** Whether to send requests here. Default `/health/ready` and `/health`; Consul's check asks the first. */
  ready?: string | readonly string[];
  /** Whether the process serves at all. Default `/health/live`. */
  live?: string | readonly string[];
  /** Figures for Prometheus. Default none. */
  metrics?: string | readonly string[] | false;
}

/** How the service listens. */
export interface ListeningOptions {
  /** The address to listen at. Default SERVICE_HOST, else all. A service that listens at one is registered there. */
  host?: string;
  /** Where `/version`, `/health` and the others are. */
  endpoints?: EndpointsOptions;
  /** PEM files of the service's certificate: it then speaks TLS. They are read again when they change. */
  tls?: TlsOptions;
}

/** The names of {@link ListeningOptions}. */
export const LISTENING_NAMES: readonly (keyof ListeningOptions)[] = ['host', 'endpoints', 'tls'];

/** The paths of the service's own endpoints. */
export interface EndpointPaths {
  version: readonly string[];
  ready: readonly string[];
  live: readonly string[];
  metrics: readonly string[];
}

/** How the service listens, read and complete. */
export interface ServerSettings {
  host: string | null;
  /** Null: that of the application. */
  endpointsPort: number | null;
  paths: EndpointPaths;
  tls: TlsFiles | null;
  http: ServerOptions;
}

const DEFAULT_PATHS: EndpointPaths = {
  version: ['/version', '/__version__'],
  ready: ['/health/ready', '/health'],
  live: ['/health/live'],
  metrics: [],
};

export function readServerSettings(
  options: ListeningOptions & { http?: ServerOptions },
  reader: OptionReader,
): ServerSettings {
  const names = ['port', 'version', 'ready', 'live', 'metrics'];
  const endpoints = reader.group('endpoints', options.endpoints, names);
  const port = {
    option: 'endpoints.port',
    given: endpoints.port,
    variable: 'SERVICE_ENDPOINTS_PORT',
  };
  return {
    host: reader.read(among(options)('host', 'SERVICE_HOST'), host, null),
    endpointsPort: reader.read(port, wholeNumber(0, 65_535), null),
    paths: readPaths(endpoints, reader),
    tls: readTlsFiles(options.tls, reader),
    http: reader.option('http', options.http, OPTIONS_OF_HTTP, {}),
  };
}

function readPaths(endpoints: EndpointsOptions, reader: OptionReader): EndpointPaths {
  const read = (name: keyof EndpointPaths): readonly string[] => {
    const given = endpoints[name];
    if (given === undefined) return DEFAULT_PATHS[name];
    if (given === false && name === 'metrics') return [];
    const paths: readonly unknown[] = Array.isArray(given) ? given : [given];
    for (const path of paths)
      if (
        token.read(String(path).replaceAll('/', '')) === undefined ||
        !String(path).startsWith('/') ||
        /[?#]/.test(String(path))
      )
        reader.problem(`\`endpoints.${name}\` wants paths that begin with a slash, got ${shown(path)}`);
    return paths.map(String);
  };
  const paths = {
    version: read('version'),
    ready: read('ready'),
    live: read('live'),
    metrics: read('metrics'),
  };
  const all = Object.values(paths).flat();
  for (const path of new Set(all.filter((one, index) => all.indexOf(one) < index)))
    reader.problem(`\`endpoints\` wants each path once, got ${shown(path)} twice`);
  if (paths.ready.length === 0) reader.problem('`endpoints.ready` wants a path, got []');
  return paths;
}

function readTlsFiles(given: TlsOptions | undefined, reader: OptionReader): TlsFiles | null {
  if (given === undefined) return null;
  reader.onlyKnown(given, ['certFile', 'keyFile', 'caFile'], 'tls.');
  if (typeof given?.certFile !== 'string' || typeof given.keyFile !== 'string') {
    reader.problem(`\`tls\` wants { certFile, keyFile }, got ${shown(given)}`);
    return null;
  }
  const files = new TlsFiles(given);
  try {
    files.read();
    return files;
  } catch (error) {
    reader.problem(
      `\`tls\` wants a certificate and its key, got ${shown(given)}: ${(error as Error).message}`,
    );
    return null;
  }
}

const OPTIONS_OF_HTTP: Kind<ServerOptions> = {
  wants: 'options of node:http',
  read: (value) => (isGroup(value) ? (value as ServerOptions) : undefined),
};
