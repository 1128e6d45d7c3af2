import type { RequestListener, ServerOptions } from 'node:http';
import { type BuildFacts, readBuildFacts } from './build-facts.js';
import {
  ANNOUNCEMENT_NAMES,
  type AnnouncementOptions,
  type AnnouncementSettings,
  readAnnouncement,
} from './consul/announcement-options.js';
import { type ConsulOptions, type ConsulSettings, readConsulSettings } from './consul/settings.js';
import { ownHooks } from './handler-hooks.js';
import type { IdentitySettings } from './identity.js';
import * as kinds from './kinds.js';
import type { LeaveHooks } from './leaving/hooks.js';
import { killTime, type LeavingTimes, leavingTimes } from './leaving/leaving-times.js';
import { among, OptionReader } from './option-reader.js';
import { IDENTITY_NAMES, type IdentityOptions, readIdentity } from './read-identity.js';
import type { Probe, ReadinessSettings } from './readiness.js';
import {
  type LeveledLogger,
  type Log,
  type LogFunction,
  logThrough,
  toStandardError,
  whyUnusable,
} from './seen/log.js';
import {
  LISTENING_NAMES,
  type ListeningOptions,
  readServerSettings,
  type ServerSettings,
} from './servers/server-options.js';
import type { Surroundings } from './surroundings.js';

/** The options of `serve`. An option goes before the environment variable. */
export interface ServingOptions extends AnnouncementOptions, IdentityOptions, ListeningOptions {
  /** Fail when Consul does not take the registration at the first attempt. Default false: serve, and try on. */
  failFast?: boolean;
  /** Path of what `service-kit build-info` has written. Default SERVICE_BUILD_INFO, else `build-info.json` if it is there. */
  buildInfo?: string;
  /**
   * The things that the service needs in order to work, by name. Default: nothing, so it is ready as soon as it
   * serves.
   */
  readiness?: Readonly<Record<string, Probe>>;
  /** How long one of these may take, in milliseconds. Default 750: Consul, which waits a second, shall hear the reason. */
  readinessTimeoutMs?: number;
  /** How long a readiness result is reused, in milliseconds. Default 500. */
  readinessCacheMs?: number;
  consul?: ConsulOptions;
  /** How long to keep serving after deregistering, in milliseconds. Default SERVICE_DRAIN_MS, else 3,500. */
  drainMs?: number;
  /** How long requests in flight may take after that, in milliseconds. Default SERVICE_FINISH_MS, else 10,000. */
  finishMs?: number;
  /** How long all of leaving may take, in milliseconds. Default SERVICE_LEAVE_WITHIN_MS, else as long as its parts, 14,000. */
  leaveWithinMs?: number;
  /** What to do on the way out, and when. */
  onLeave?: LeaveHooks;
  /** Signals on which the service leaves and the process exits. Default SIGTERM and SIGINT; false: none. */
  signals?: readonly NodeJS.Signals[] | false;
  /** Gets one line at a time and its fields: a function, or a logger such as pino's. Default: standard error. */
  log?: LogFunction | LeveledLogger;
}

/** The options of `startService`. */
export interface ServiceOptions extends ServingOptions {
  /** The application. It gets every request but those to the service's own endpoints. */
  handler: RequestListener;
  /** Options of node:http for the server: time-outs, limits. */
  http?: ServerOptions;
}

/** {@link ServiceOptions}, read and complete. */
export interface ResolvedOptions {
  handler: RequestListener;
  identity: IdentitySettings;
  build: BuildFacts;
  port: number;
  server: ServerSettings;
  readiness: ReadinessSettings;
  failFast: boolean;
  announcement: AnnouncementSettings;
  consul: ConsulSettings;
  times: LeavingTimes;
  onLeave: readonly LeaveHooks[];
  signals: readonly NodeJS.Signals[];
  log: Log;
}

const SERVING_NAMES: readonly string[] = [
  ...IDENTITY_NAMES,
  ...ANNOUNCEMENT_NAMES,
  ...LISTENING_NAMES,
  ...['failFast', 'buildInfo', 'readiness', 'readinessTimeoutMs', 'readinessCacheMs', 'consul', 'drainMs'],
  ...['finishMs', 'leaveWithinMs', 'onLeave', 'signals', 'log'],
];
const OWN_SERVER_NAMES = ['handler', 'http'];

/** Who brings the server: `startService` makes one for a handler, `serve` is given one with its application. */
export type Bringing = 'handler' | 'server';

/** Reads the options once, at the door. Throws one OptionsError that lists all that is wrong. */
export function resolveOptions(
  given: ServiceOptions,
  around: Surroundings,
  bringing: Bringing = 'handler',
): ResolvedOptions {
  const reader = new OptionReader(around.env);
  const names = bringing === 'handler' ? [...SERVING_NAMES, ...OWN_SERVER_NAMES] : SERVING_NAMES;
  const options = reader.group('', given, names) as ServiceOptions;
  const from = among(options);
  const consul = readConsulSettings(options.consul, reader, around);
  const { version, ...build } = readBuildFacts({
    path: options.buildInfo,
    reader,
    readFile: around.readFile,
  });
  const readiness = readReadiness(options, reader);
  const server = readServerSettings(options, reader);
  const resolved: ResolvedOptions = {
    handler:
      bringing === 'server'
        ? unused
        : reader.option('handler', options.handler ?? null, kinds.aFunction<RequestListener>(), unused),
    identity: readIdentity({ options, reader, consul, around, builtVersion: version }),
    build,
    port: reader.read(from('port', 'PORT'), kinds.wholeNumber(0, 65_535), 0),
    server,
    readiness,
    failFast: reader.option('failFast', options.failFast, kinds.yesOrNo, false),
    announcement: readAnnouncement(
      options,
      {
        readyPaths: server.paths.ready,
        readinessMs: readiness.timeoutMs,
        hasProbes: Object.keys(readiness.probes).length > 0,
      },
      reader,
    ),
    consul,
    times: readTimes(options, reader, around),
    onLeave: [
      ...ownHooks(options.handler),
      reader.option('onLeave', options.onLeave, kinds.leaveHooks, {} satisfies LeaveHooks),
    ],
    signals: reader.option('signals', options.signals, kinds.signals, ['SIGTERM', 'SIGINT'] as const),
    log: readLog(options, reader),
  };
  reader.finish();
  return resolved;
}

function readReadiness(options: ServingOptions, reader: OptionReader): ReadinessSettings {
  const { readinessTimeoutMs, readinessCacheMs } = options;
  return {
    probes: reader.option('readiness', options.readiness, kinds.probes, {}),
    timeoutMs: reader.option(
      'readinessTimeoutMs',
      readinessTimeoutMs,
      kinds.wholeNumber(1, 60_000),
      PROBE_MS,
    ),
    cacheMs: reader.option('readinessCacheMs', readinessCacheMs, kinds.wholeNumber(0, 60_000), 500),
  };
}

function readTimes(options: ServingOptions, reader: OptionReader, { env }: Surroundings): LeavingTimes {
  const from = among(options);
  const ms = kinds.wholeNumber(0, MOST_MS);
  return leavingTimes(
    {
      drainMs: reader.read(from('drainMs', 'SERVICE_DRAIN_MS'), ms, null),
      finishMs: reader.read(from('finishMs', 'SERVICE_FINISH_MS'), ms, null),
      leaveWithinMs: reader.read(from('leaveWithinMs', 'SERVICE_LEAVE_WITHIN_MS'), ms, null),
    },
    killTime(env),
  );
}

/** A logger is tried with a first line: a method that was torn off its logger fails only when it is called. */
function readLog(options: ServingOptions, reader: OptionReader): Log {
  const given = reader.option('log', options.log, kinds.logger, toStandardError);
  if (given === toStandardError) return logThrough(given);
  const reason = whyUnusable(given, `starting ${options.name ?? reader.variable('SERVICE_NAME') ?? ''}`);
  if (reason !== null)
    reader.problem(
      `\`log\` wants a function that can be called by itself, or a whole logger, got one that fails: ${reason}`,
    );
  return logThrough(given);
}

const PROBE_MS = 750;
const MOST_MS = 600_000;

/** Stands where a handler is missing until the reader has said so, or where none is needed. */
function unused(): void {}
