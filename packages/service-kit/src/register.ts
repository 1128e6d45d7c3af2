import { AgentClient } from './consul/agent-client.js';
import { checkId } from './consul/check-body.js';
import { Heartbeat } from './consul/heartbeat.js';
import { Registration } from './consul/registration.js';
import { registrationBody } from './consul/registration-body.js';
import { Siblings } from './consul/siblings.js';
import { tagsNotInDns } from './consul/tags.js';
import type { Identity } from './identity.js';
import type { Leaving } from './leaving/leaving.js';
import { shown } from './option-reader.js';
import type { ResolvedOptions } from './options.js';
import type { Readiness } from './readiness.js';
import type { ServiceAddress } from './service-address.js';

interface Announcing {
  identity: Identity;
  address: ServiceAddress;
  /** The port of `/health/ready`. */
  endpointsPort: number;
  options: ResolvedOptions;
  readiness: Readiness;
}

/** What keeps Consul's view of the service true. */
export interface Announced {
  registration: Registration;
  siblings: Siblings | null;
  beating: readonly Heartbeat[];
}

/** Begins to register the service, and to report to its TTL checks if there are any. */
export function announce({ identity, address, endpointsPort, options, readiness }: Announcing): Announced {
  const { announcement, consul, server, log } = options;
  const hidden = tagsNotInDns(announcement.tags);
  if (hidden.length > 0)
    log.info(`no DNS labels, so Consul's DNS finds nothing by these tags: ${hidden.map(shown).join(', ')}`, {
      event: 'tags',
    });
  // Endpoints on a port of their own speak plain HTTP, whatever the application does.
  const endpointsProtocol = server.endpointsPort === null ? identity.protocol : 'http';
  const { instance, port } = identity;
  const at = { port, endpointsPort, endpointsProtocol } as const;
  const agent = new AgentClient(consul);
  const siblings = joinSiblings(identity, options);
  const registration = new Registration({
    agent,
    instance,
    address,
    bodyAt: (address) => registrationBody({ identity, checked: { address, ...at }, ...announcement }),
    timeoutMs: consul.timeoutMs,
    shared: siblings !== null,
    log,
  });
  const beating = announcement.checks.flatMap((check) => {
    if (check.type !== 'ttl') return [];
    const condition = () => readiness.check();
    const heart = new Heartbeat({
      agent,
      checkId: checkId(instance, check),
      ttlMs: check.ttlMs,
      condition,
    });
    registration.standing.whenTaken(() => heart.now());
    return [heart];
  });
  return { registration, siblings, beating };
}

/** Workers of a cluster, also of PM2's, serve one port together. */
function joinSiblings({ instance }: Identity, { consul, log }: ResolvedOptions): Siblings | null {
  // A worker has a channel to its primary process. Others need not load what is needed to ask.
  if (process.send === undefined || !isWorker()) return null;
  const siblings = new Siblings(`${consul.url.href}${consul.socketPath ?? ''} ${instance}`);
  try {
    siblings.join();
    return siblings;
  } catch (error) {
    const reason = (error as Error).message;
    log.warn(
      `other workers cannot be told apart, so this one takes the service out when it leaves: ${reason}`,
      {
        event: 'workers',
      },
    );
    return null;
  }
}

function isWorker(): boolean {
  // Its types are those of `import`, which has it as `default`.
  const cluster = process.getBuiltinModule('node:cluster') as unknown as { isWorker: boolean };
  return cluster.isWorker;
}

/** With `failFast`, a service that Consul does not take does not serve either. */
export async function firstAttempt(registration: Registration, leaving: Leaving): Promise<void> {
  const failure = await Promise.race([registration.standing.firstAttempt, leavingMeanwhile(leaving)]);
  if (failure === null) return;
  await leaving.stop();
  throw new Error(`Consul has not taken the registration, and \`failFast\` is set: ${failure}`);
}

/** Resolves when the service has left; if it is told to while it starts, it must not be handed to anybody. */
async function leavingMeanwhile({ signal }: Leaving): Promise<string> {
  if (!signal.aborted)
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  return 'it was told to leave';
}
