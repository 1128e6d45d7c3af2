import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AgentClient } from './consul/agent-client.js';
import { checkId } from './consul/checks.js';
import { beat } from './consul/heartbeat.js';
import { Registration } from './consul/registration.js';
import { haproxyWeights, registrationBody } from './consul/registration-body.js';
import { remembering } from './discovery/mark.js';
import { healthEndpoints } from './health.js';
import { type Identity, identify, urlOf } from './identity.js';
import { wholeNumber } from './kinds.js';
import { OpenRequests } from './open-requests.js';
import { shown } from './option-reader.js';
import { type ResolvedOptions, resolveOptions, type ServiceOptions } from './options.js';
import { Readiness } from './readiness.js';
import { route } from './routes.js';
import { type Departure, leave } from './shutdown.js';
import { leaveOnSignals } from './signals.js';
import { lookAround } from './surroundings.js';
import { versionBody, versionEndpoints, versionHeaders } from './version-endpoint.js';

/** A service that serves. Whoever started it holds it. */
export interface StartedService extends AsyncDisposable {
  readonly identity: Identity;
  /** The URL of the service, as Consul tells others. No trailing slash. */
  readonly url: string;
  /** True once Consul has taken the registration, false if the service left before. Never rejects. */
  readonly registered: Promise<boolean>;
  /** Changes the share of traffic, as HAProxy sees it (1 to 255). False: Consul does not answer now, and is told as soon as it does. */
  setWeight(weight: number): Promise<boolean>;
  /** Takes the service out of Consul's answers, with a reason, or puts it back in (null). False as for `setWeight`. */
  setMaintenance(reason: string | null): Promise<boolean>;
  /** Leaves without losing a request. Calling it again gives the same departure. */
  stop(): Promise<Departure>;
}

/**
 * Serves the application, answers `/version` and `/health`, registers in Consul, and leaves in the right order.
 * Resolves as soon as it serves; Consul may be missing then and is tried until it answers.
 *
 * Throws an OptionsError if anything is wrong with the options or the environment, and an Error if the port
 * cannot be had; nothing is registered then.
 */
export async function startService(options: ServiceOptions): Promise<StartedService> {
  const resolved = resolveOptions(options, lookAround());
  const log = (line: string) => resolved.log(`service-kit: ${line}`);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS });
  const identity = identify(resolved.identity, await listen(server, resolved.port));
  log(`serving on ${urlOf(identity)}: ${resolved.identity.addressReason}`);

  const readiness = new Readiness(resolved.readiness);
  const requests = new OpenRequests();
  const endpoints = new Map([
    ...versionEndpoints(versionBody(identity, resolved.build, new Date())),
    ...healthEndpoints(readiness),
  ]);
  const listener = route(endpoints, versionHeaders(identity), remembering(resolved.handler));
  server.on('request', requests.counting(listener));
  const registration = register(identity, resolved, log);
  await firstAttempt(registration, resolved, server);
  const beating = new AbortController();
  startBeating(identity, resolved, readiness, beating.signal);

  let departure: Promise<Departure> | null = null;
  const stop = () => {
    departure ??= leave({ server, readiness, registration, requests }, { ...resolved, log }).finally(() => {
      beating.abort();
      forget();
    });
    return departure;
  };
  const forget = leaveOnSignals({ signals: resolved.signals, stop, log });
  return {
    identity,
    url: urlOf(identity),
    registered: registration.registered,
    setWeight: async (weight) => registration.setWeights(haproxyWeights(checkedWeight(weight))),
    setMaintenance: (reason) => {
      readiness.setMaintenance(reason);
      return registration.setMaintenance(reason);
    },
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}

/** Longer than a proxy keeps an idle connection (HAProxy: 5 s): it should be the one to close it. */
const KEEP_ALIVE_MS = 75_000;

/** Resolves with the port that is really bound. */
function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(new Error(`Cannot listen on port ${port}: ${cause.code ?? cause.message}`, { cause }));
    });
    server.listen(port, () => resolve((server.address() as AddressInfo).port));
  });
}

function register(identity: Identity, options: ResolvedOptions, log: (line: string) => void): Registration {
  const { announcement, consul } = options;
  return new Registration({
    agent: new AgentClient(consul),
    body: registrationBody({ identity, ...announcement }),
    timeoutMs: consul.timeoutMs,
    log,
  });
}

/** With `failFast`, a service that Consul does not take does not serve either. */
async function firstAttempt(
  registration: Registration,
  { failFast }: ResolvedOptions,
  server: Server,
): Promise<void> {
  if (!failFast) return;
  const failure = await registration.firstAttempt;
  if (failure === null) return;
  await registration.leave();
  await new Promise((closed) => server.close(closed));
  throw new Error(`Consul has not taken the registration, and \`failFast\` is set: ${failure}`);
}

/** Reports to the TTL checks, if there are any. */
function startBeating(
  identity: Identity,
  { announcement, consul }: ResolvedOptions,
  readiness: Readiness,
  signal: AbortSignal,
): void {
  for (const check of announcement.checks) {
    if (check.type !== 'ttl') continue;
    const agent = new AgentClient(consul);
    const condition = () => readiness.check();
    void beat({ agent, checkId: checkId(identity.instance, check), ttlMs: check.ttlMs, condition }, signal);
  }
}

function checkedWeight(weight: number): number {
  const kind = wholeNumber(1, 255);
  if (kind.read(weight) !== undefined) return weight;
  throw new RangeError(`weight wants ${kind.wants}, got ${shown(weight)}`);
}
