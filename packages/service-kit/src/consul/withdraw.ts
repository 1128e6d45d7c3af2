import type { AgentClient, CatalogEntry } from './agent-client.js';
import { ConsulError } from './consul-error.js';
import { maintenanceIn } from './maintenance.js';
import { isElsewhere, type RegistrationBody } from './registration-body.js';

/** What has become of the registration when the service wanted it to end. */
export type Withdrawal =
  /** There never was one. */
  | { kind: 'never' }
  /** Neither the agent nor the catalog has it any more. */
  | { kind: 'gone' }
  /** An operator has it in maintenance: it stays, or the operator's word would end with the process. */
  | { kind: 'maintained'; reason: string }
  /** Another process has the id now. */
  | { kind: 'replaced'; other: string }
  | { kind: 'failed'; reason: string };

/**
 * Tries once to take a service out of Consul, and makes sure of it. Never fails; ends within the time-out. `sent` is all that
 * Consul may have of it, at least one.
 */
export async function withdraw(
  agent: AgentClient,
  sent: readonly RegistrationBody[],
  timeoutMs: number,
): Promise<Withdrawal> {
  const deadline = performance.now() + timeoutMs;
  const { ID } = sent[0] as RegistrationBody;
  try {
    const kept = await whyKept(agent, sent, timeoutMs / 2);
    if (kept !== null) return kept;
    await agent.deregister(ID, Math.max(1, Math.ceil(deadline - performance.now())));
    const [left] = await stillInCatalog(agent, sent);
    if (left === undefined) return { kind: 'gone' };
    const reason = `the catalog still has ${ID} on the node ${left.Node}: does the address of Consul lead to several agents?`;
    return { kind: 'failed', reason };
  } catch (error) {
    return { kind: 'failed', reason: (error as Error).message };
  }
}

/** An agent that is too slow to say is told to deregister all the same: it may still do so. */
async function whyKept(
  agent: AgentClient,
  sent: readonly RegistrationBody[],
  timeoutMs: number,
): Promise<Withdrawal | null> {
  const { ID } = sent[0] as RegistrationBody;
  const signal = AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs)));
  try {
    const known = await agent.lookUp(ID, { hash: null, waitMs: 0, signal });
    if (known === null) return null;
    if (isElsewhere(known, sent)) return { kind: 'replaced', other: `${known.Address}:${known.Port}` };
    const maintenance = maintenanceIn(await agent.checksOf(ID), ID);
    return maintenance?.own === false ? { kind: 'maintained', reason: maintenance.reason } : null;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

/** Where the catalog has this very instance. A catalog that may not be asked or has no leader is not held against it. */
async function stillInCatalog(
  agent: AgentClient,
  sent: readonly RegistrationBody[],
): Promise<readonly CatalogEntry[]> {
  const { Name, ID } = sent[0] as RegistrationBody;
  try {
    const entries = await agent.inCatalog(Name, ID);
    return entries.filter(
      ({ ServiceAddress: Address, ServicePort: Port }) => !isElsewhere({ Address, Port }, sent),
    );
  } catch (error) {
    if (error instanceof ConsulError && error.failure.kind === 'refused') return [];
    throw error;
  }
}
