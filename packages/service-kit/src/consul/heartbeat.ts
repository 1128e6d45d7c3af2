import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentClient } from './agent-client.js';

/** The state that a TTL check reports. */
export interface Condition {
  ready: boolean;
  reason: string;
}

export interface HeartbeatParts {
  agent: AgentClient;
  checkId: string;
  ttlMs: number;
  /** The service's own readiness, asked for each beat. */
  condition: () => Promise<Condition>;
}

/** Two of three beats may be lost before Consul marks the service as critical. */
const BEATS_PER_TTL = 3;

/** Reports the service's readiness to a TTL check until `signal` aborts. A beat that fails is made good by the next one. */
export async function beat(
  { agent, checkId, ttlMs, condition }: HeartbeatParts,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const { ready, reason } = await condition();
    // Nothing to do about a failure: without its registration the check is unknown, and that is watched elsewhere.
    await agent.report(checkId, { passing: ready, output: reason }).catch(() => {});
    await sleep(ttlMs / BEATS_PER_TTL, undefined, { signal }).catch(() => {});
  }
}
