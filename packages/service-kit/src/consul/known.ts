import type { AgentClient } from './agent-client.js';
import { holdingCheck, type KnownMaintenance, maintenanceCheckId, maintenanceIn } from './maintenance.js';
import { type AgentService, isRegisteredAs, type RegistrationBody } from './registration-body.js';

/** What an agent has of the service at the moment. */
export interface Known {
  service: AgentService | null;
  maintenance: KnownMaintenance | null;
  /** It waits to be put into maintenance again: telling Consul all of that has failed halfway. */
  held: boolean;
  checkIds: ReadonlySet<string>;
}

/** Asks the agent what it has of the service. */
export async function lookUp(agent: AgentClient, instance: string, signal: AbortSignal): Promise<Known> {
  const service = await agent.lookUp(instance, { hash: null, waitMs: 0, signal });
  if (service === null) return { service, maintenance: null, held: false, checkIds: new Set() };
  const checks = await agent.checksOf(instance);
  const checkIds = new Set(checks.map(({ CheckID }) => CheckID));
  return {
    service,
    maintenance: maintenanceIn(checks, instance),
    held: checkIds.has(holdingCheck(instance).CheckID),
    checkIds,
  };
}

/** Whether the agent has all of it, checks too. */
export function isComplete({ service, checkIds }: Known, body: RegistrationBody): boolean {
  return service !== null && isRegisteredAs(service, body) && hasChecks(checkIds, body);
}

/** Whether all checks of the registration are among these. */
export function hasChecks(checkIds: ReadonlySet<string>, { Checks }: RegistrationBody): boolean {
  return Checks.every(({ CheckID }) => checkIds.has(CheckID));
}

/** What was left over when telling Consul of a maintenance has failed halfway. */
export function heldChecks({ held }: Known, { ID }: RegistrationBody): readonly string[] {
  return held ? [holdingCheck(ID).CheckID] : [];
}

/** The checks that an earlier version of the service has left behind, of an instance that has just started. */
export function staleChecks({ checkIds }: Known, { ID, Checks }: RegistrationBody): readonly string[] {
  const keep = new Set([...Checks.map(({ CheckID }) => CheckID), maintenanceCheckId(ID)]);
  return [...checkIds].filter((id) => !keep.has(id));
}
