import { createServer } from 'node:http';
import { remembering } from './discovery/mark.js';
import { healthEndpoints } from './health.js';
import { type Identity, identify, urlOf } from './identity.js';
import { LeavingWork } from './leaving/hooks.js';
import { Leaving } from './leaving/leaving.js';
import { leavingInWords } from './leaving/leaving-times.js';
import { processLeaving } from './leaving/process-leaving.js';
import { OptionsError, shown } from './option-reader.js';
import { type ResolvedOptions, resolveOptions, type ServiceOptions, type ServingOptions } from './options.js';
import { Readiness } from './readiness.js';
import { announce, firstAttempt } from './register.js';
import { type Endpoints, route } from './routes.js';
import { metricsEndpoints } from './seen/metrics.js';
import { type AnyServer, createOwnServer, isHttp2Only, listen, protocolOf } from './servers/any-server.js';
import { reportFaultsTo } from './servers/faults.js';
import { Serving } from './servers/serving.js';
import { ServiceAddress } from './service-address.js';
import { type StartedService, startedService } from './started-service.js';
import { lookAround } from './surroundings.js';
import { versionBody, versionEndpoints, versionHeaders } from './version-endpoint.js';

/**
 * Serves the application, answers `/version` and `/health`, registers in Consul, and leaves in the right order.
 * Resolves as soon as it serves; Consul may be missing then and is tried until it answers.
 *
 * Throws an OptionsError if anything is wrong with the options or the environment, and an Error if the port
 * cannot be had; nothing is registered then.
 */
export async function startService(options: ServiceOptions): Promise<StartedService> {
  const resolved = resolveOptions(options, lookAround());
  const server = createOwnServer(resolved.server);
  server.on('request', resolved.handler);
  return await begin(server, resolved);
}

/**
 * The same for a server of your own, of `node:http`, `node:https` or `node:http2`, with its application: Nest's, Fastify's,
 * one with WebSockets. It listens if it does not do so yet.
 */
export async function serve(server: AnyServer, options: ServingOptions = {}): Promise<StartedService> {
  refuseUnlistening(server);
  return await begin(server, resolveOptions(options as ServiceOptions, lookAround(), 'server'));
}

/** An application of a framework can listen, too, but it is no server. */
function refuseUnlistening(server: unknown): void {
  const { listen, address, emit } = (server ?? {}) as Record<string, unknown>;
  if ([listen, address, emit].every((method) => typeof method === 'function')) return;
  throw new OptionsError([
    `\`server\` wants one of node:http, node:https or node:http2, got ${shown(server)}: an application goes to \`startService\`, through its adapter`,
  ]);
}

async function begin(server: AnyServer, options: ResolvedOptions): Promise<StartedService> {
  refuseUncheckable(server, options);
  const endpointsServer = options.server.endpointsPort === null ? null : createServer();
  const listening = await listenWith(server, endpointsServer, options);
  const { log, times } = options;
  const identity = identify(options.identity, { port: listening.port, protocol: protocolOf(server) });
  const address = new ServiceAddress(options.identity.address, { listensAt: listening.address, log });
  const own = listening.endpointsPort;
  const endpoints = own === null ? identity : ({ port: own, protocol: 'http' } as const);
  log.info(servingInWords(identity, own), { event: 'serving', instance: identity.instance });
  log.info(leavingInWords(times), { event: 'deadline', totalMs: times.totalMs });

  const readiness = new Readiness(options.readiness);
  const serving = new Serving(server, endpointsServer);
  const { registration, siblings, beating } = announce({
    ...{ identity, address, options, readiness },
    endpointsPort: endpoints.port,
  });
  const work = new LeavingWork(log);
  for (const hooks of options.onLeave) work.add(hooks);
  const leaving = new Leaving({ serving, readiness, registration, siblings, work, times, log });
  const paths: Endpoints = new Map([
    ...versionAndMetrics(identity, options, { serving, registration, readiness }),
    ...healthEndpoints(readiness, options.server.paths),
  ]);
  answer({ server, endpointsServer, serving, endpoints: paths, identity });
  reportFaultsTo(server, log);
  const fresh = new AbortController();
  options.server.tls?.keepFresh(server, log, fresh.signal);

  serving.whenClosing(() => {
    if (leaving.departure === null)
      log.info('the application closes its server: leaving first', { event: 'leaving' });
    return leaving.stop();
  });
  const forget = processLeaving().join({ leaving, signals: options.signals, log });
  leaving.whenGone(() => {
    beating.forEach((heart) => {
      heart.stop();
    });
    fresh.abort();
    forget();
  });
  if (options.failFast) await firstAttempt(registration, leaving);
  return startedService({
    ...{ identity, address, endpoints, server, registration, readiness, leaving, work, log },
  });
}

/** Consul's HTTP checks do not speak HTTP/2 without TLS. */
function refuseUncheckable(server: AnyServer, { server: settings, announcement }: ResolvedOptions): void {
  if (!isHttp2Only(server) || settings.endpointsPort !== null) return;
  if (announcement.checks.some(({ type }) => type === 'http'))
    throw new OptionsError([
      '`endpoints.port` wants a port of its own, or `checks` others than "http": a server that speaks only HTTP/2 cannot answer Consul',
    ]);
}

function servingInWords(identity: Identity, endpointsPort: number | null): string {
  const { address, port } = identity;
  const where =
    address === null
      ? `on port ${port}; its address is the one over which it will reach Consul`
      : `on ${urlOf(identity)}`;
  return `serving ${where}${endpointsPort === null ? '' : `; its own endpoints are on port ${endpointsPort}`}`;
}

/** Where the two servers listen; null for one that is not there. */
async function listenWith(
  server: AnyServer,
  endpointsServer: AnyServer | null,
  { port, server: { host, endpointsPort } }: ResolvedOptions,
): Promise<{ address: string; port: number; endpointsPort: number | null }> {
  const extra =
    endpointsServer === null ? null : await listen(endpointsServer, { port: endpointsPort ?? 0, host });
  try {
    return { ...(await listen(server, { port, host })), endpointsPort: extra?.port ?? null };
  } catch (error) {
    endpointsServer?.close();
    throw error;
  }
}

function versionAndMetrics(
  identity: Identity,
  { build, server: { paths } }: ResolvedOptions,
  {
    serving,
    registration,
    readiness,
  }: Pick<ConstructorParameters<typeof Leaving>[0], 'serving' | 'registration' | 'readiness'>,
): Endpoints {
  const body = versionBody(identity, build, new Date());
  return new Map([
    ...versionEndpoints(body, paths.version),
    ...metricsEndpoints(paths.metrics, body, {
      registered: () => registration.standing.isRegistered,
      draining: () => readiness.leaving,
      inFlight: () => serving.inFlight,
      upgraded: () => serving.upgraded,
      timesLost: () => registration.standing.timesLost,
    }),
  ]);
}

interface Answering {
  server: AnyServer;
  endpointsServer: AnyServer | null;
  serving: Serving;
  endpoints: Endpoints;
  identity: Identity;
}

/** From now on requests are answered: the service's own paths here or on a port of their own, all others by the application. */
function answer({ endpointsServer, serving, endpoints, identity }: Answering): void {
  const headers = versionHeaders(identity);
  const here: Endpoints = endpointsServer === null ? endpoints : new Map();
  serving.answer((application) => route(here, headers, remembering(application)));
  endpointsServer?.on(
    'request',
    route(endpoints, headers, (_request, response) => response.writeHead(404).end()),
  );
}
