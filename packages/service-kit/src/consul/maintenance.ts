import type { AgentCheck } from './agent-client.js';

/** How Consul names the check that is its maintenance mode. */
export function maintenanceCheckId(instance: string): string {
  return `_service_maintenance:${instance}`;
}

/** Says that it was the service which has put itself into maintenance: that ends with its process. */
const OWN = ' (set by the service itself)';

/** The reason as Consul keeps it. */
export function ownReason(reason: string): string {
  return reason + OWN;
}

/** A maintenance that Consul knows of, and whose it is. */
export interface KnownMaintenance {
  reason: string;
  own: boolean;
}

/** The maintenance among the checks of an instance; null if there is none. */
export function maintenanceIn(checks: readonly AgentCheck[], instance: string): KnownMaintenance | null {
  const check = checks.find(({ CheckID }) => CheckID === maintenanceCheckId(instance));
  if (check === undefined) return null;
  const { Notes = '' } = check;
  return { reason: Notes, own: Notes.endsWith(OWN) };
}
