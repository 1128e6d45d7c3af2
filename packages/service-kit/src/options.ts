import type { RequestListener } from 'node:http';
import { type BuildFacts, readBuildFacts } from './build-facts.js';
import {
  type AnnouncementOptions,
  type AnnouncementSettings,
  readAnnouncement,
} from './consul/announcement-options.js';
import { type ConsulOptions, type ConsulSettings, readConsulSettings } from './consul/settings.js';
import { DRAIN_MS } from './drain-delay.js';
import type { IdentitySettings } from './identity.js';
import * as kinds from './kinds.js';
import { among, OptionReader } from './option-reader.js';
import { type IdentityOptions, readIdentity } from './read-identity.js';
import type { Probe, ReadinessSettings } from './readiness.js';
import type { Surroundings } from './surroundings.js';

/** The options of `startService`. An option goes before the environment variable. */
export interface ServiceOptions extends AnnouncementOptions, IdentityOptions {
  /** The application. It gets every request but `/version`, `/__version__` and `/health…`. */
  handler: RequestListener;
  /** Fail when Consul does not take the registration at the first attempt. Default false: serve, and try on. */
  failFast?: boolean;
  /** Path of what `service-kit build-info` has written. Default SERVICE_BUILD_INFO, else `build-info.json` if it is there. */
  buildInfo?: string;
  /**
   * The things that the service needs in order to work, by name. Default: nothing, so it is ready as soon as it
   * serves.
   */
  readiness?: Readonly<Record<string, Probe>>;
  /** How long one of these may take, in milliseconds. Default 1,000. */
  readinessTimeoutMs?: number;
  /** How long a readiness result is reused, in milliseconds. Default 500. */
  readinessCacheMs?: number;
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
  readiness: ReadinessSettings;
  failFast: boolean;
  announcement: AnnouncementSettings;
  consul: ConsulSettings;
  drainMs: number;
  finishMs: number;
  signals: readonly NodeJS.Signals[];
  log: (line: string) => void;
}

/** Reads the options once, at the door. Throws one OptionsError that lists all that is wrong. */
export function resolveOptions(options: ServiceOptions, around: Surroundings): ResolvedOptions {
  const reader = new OptionReader(around.env);
  const from = among(options);
  const consul = readConsulSettings(options.consul ?? {}, reader, around);
  const { version, ...build } = readBuildFacts({
    path: options.buildInfo,
    reader,
    readFile: around.readFile,
  });
  const resolved: ResolvedOptions = {
    handler: reader.option('handler', options.handler ?? null, kinds.aFunction<RequestListener>(), unused),
    identity: readIdentity({ options, reader, consul, around, builtVersion: version }),
    build,
    port: reader.read(from('port', 'PORT'), kinds.wholeNumber(0, 65_535), 0),
    readiness: {
      probes: reader.option('readiness', options.readiness, kinds.probes, {}),
      timeoutMs: reader.option(
        'readinessTimeoutMs',
        options.readinessTimeoutMs,
        kinds.wholeNumber(1, 60_000),
        1_000,
      ),
      cacheMs: reader.option('readinessCacheMs', options.readinessCacheMs, kinds.wholeNumber(0, 60_000), 500),
    },
    failFast: reader.option('failFast', options.failFast, kinds.yesOrNo, false),
    announcement: readAnnouncement(options, reader),
    consul,
    drainMs: reader.read(from('drainMs', 'SERVICE_DRAIN_MS'), kinds.wholeNumber(0, MOST_MS), DRAIN_MS),
    finishMs: reader.read(from('finishMs', 'SERVICE_FINISH_MS'), kinds.wholeNumber(0, MOST_MS), FINISH_MS),
    signals: reader.option('signals', options.signals, kinds.signals, ['SIGTERM', 'SIGINT'] as const),
    log: reader.option('log', options.log, kinds.aFunction<ResolvedOptions['log']>(), toStandardError),
  };
  reader.finish();
  return resolved;
}

const FINISH_MS = 10_000;
const MOST_MS = 600_000;

function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Stands where a handler is missing until the reader has said so. */
function unused(): void {}
