import type { RequestListener } from 'node:http';
import { type BuildFacts, readBuildFacts } from './build-facts.js';
import { type ConsulOptions, type ConsulSettings, readConsulSettings } from './consul/settings.js';
import { DRAIN_MS } from './drain-delay.js';
import type { IdentitySettings, Track } from './identity.js';
import * as kinds from './kinds.js';
import { OptionReader, shown } from './option-reader.js';
import type { Surroundings } from './surroundings.js';

/** What `startService` can be told. An option goes before the environment variable. */
export interface ServiceOptions {
  /** The application. It gets every request but `/version`, `/__version__` and `/health…`. */
  handler: RequestListener;
  /** Name in Consul, a DNS label. Default SERVICE_NAME; one of the two is needed. */
  name?: string;
  /** Default SERVICE_VERSION, else unknown. */
  version?: string;
  /** Default SERVICE_TRACK, else unknown. */
  track?: Track;
  /** Service id in Consul. Default SERVICE_ID, else `<name>-<hostname>-<port>`. */
  id?: string;
  /** Where Consul and the proxies reach the service. Default SERVICE_ADDRESS, else the first external IPv4 address. */
  address?: string;
  /** Default PORT, else 0: any free port, which Consul then tells everybody. */
  port?: number;
  /** The share of traffic as HAProxy sees it, 1 to 255. Default SERVICE_WEIGHT, else Consul's own default. */
  weight?: number;
  /** DNS labels. Default SERVICE_TAGS, separated by commas. */
  tags?: readonly string[];
  consul?: ConsulOptions;
  /** How long to keep serving after deregistering, in milliseconds. Default SERVICE_DRAIN_MS, else 3,500. */
  drainMs?: number;
  /** How long requests in flight may take after that, in milliseconds. Default SERVICE_FINISH_MS, else 10,000. */
  finishMs?: number;
  /** Signals on which the service leaves and the process exits. Default SIGTERM and SIGINT; false: none. */
  signals?: readonly NodeJS.Signals[] | false;
  /** Gets one line at a time, without its end. Default: standard error. */
  log?: (line: string) => void;
}

/** {@link ServiceOptions}, read and complete. */
export interface ResolvedOptions {
  handler: RequestListener;
  identity: IdentitySettings;
  build: BuildFacts;
  port: number;
  weight: number | null;
  tags: readonly string[];
  consul: ConsulSettings;
  drainMs: number;
  finishMs: number;
  signals: readonly NodeJS.Signals[];
  log: (line: string) => void;
}

/** Reads the options once, at the door. Throws one OptionsError that lists all that is wrong. */
export function resolveOptions(options: ServiceOptions, around: Surroundings): ResolvedOptions {
  const reader = new OptionReader(around.env);
  const from = (option: keyof ServiceOptions, variable: string) => ({
    option,
    given: options[option],
    variable,
  });
  const consul = readConsulSettings(options.consul ?? {}, reader, around.readFile);
  const resolved = {
    handler: readHandler(options, reader),
    identity: {
      service: reader.read(from('name', 'SERVICE_NAME'), kinds.dnsLabel, ''),
      version: reader.read(from('version', 'SERVICE_VERSION'), kinds.token, null),
      track: reader.read(from('track', 'SERVICE_TRACK'), kinds.track, null),
      instance: reader.read(from('id', 'SERVICE_ID'), kinds.token, null),
      hostname: around.hostname,
      address:
        reader.read(from('address', 'SERVICE_ADDRESS'), kinds.host, null) ?? detected(around, consul, reader),
    },
    build: readBuildFacts(around.env),
    port: reader.read(from('port', 'PORT'), kinds.wholeNumber(0, 65_535), 0),
    weight: reader.read(from('weight', 'SERVICE_WEIGHT'), kinds.wholeNumber(1, 255), null),
    tags: reader.read(from('tags', 'SERVICE_TAGS'), kinds.tags, []),
    consul,
    drainMs: reader.read(from('drainMs', 'SERVICE_DRAIN_MS'), kinds.wholeNumber(0, 600_000), DRAIN_MS),
    finishMs: reader.read(from('finishMs', 'SERVICE_FINISH_MS'), kinds.wholeNumber(0, 600_000), 10_000),
    signals: options.signals === false ? [] : (options.signals ?? (['SIGTERM', 'SIGINT'] as const)),
    log: options.log ?? ((line: string) => void process.stderr.write(`${line}\n`)),
  };
  if (options.name === undefined && reader.variable('SERVICE_NAME') === undefined)
    reader.problem(`\`name\` or SERVICE_NAME wants ${kinds.dnsLabel.wants}, got nothing`);
  reader.finish();
  return resolved;
}

function readHandler({ handler }: ServiceOptions, reader: OptionReader): RequestListener {
  if (typeof handler !== 'function')
    reader.problem(`\`handler\` wants a node:http request listener, got ${shown(handler)}`);
  return handler;
}

/** Without a network of its own a machine can still serve itself, if Consul is there too. */
function detected({ externalAddress }: Surroundings, consul: ConsulSettings, reader: OptionReader): string {
  if (externalAddress !== null) return externalAddress;
  if (!/^(localhost|127\..*|\[::1\])$/.test(consul.url.hostname))
    reader.problem(
      '`address` or SERVICE_ADDRESS wants an address that Consul can reach: this machine has only loopback addresses, and Consul is not on it',
    );
  return '127.0.0.1';
}
