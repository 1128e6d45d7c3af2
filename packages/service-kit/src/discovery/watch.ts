import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentClient } from '../consul/agent-client.js';
import { backOffMs } from '../consul/back-off.js';
import type { Log } from '../seen/log.js';
import { type DiscoveredInstance, instancesIn } from './instances.js';

export interface WatchParts {
  agent: AgentClient;
  service: string;
  /** How long Consul may wait for a change, in milliseconds. */
  waitMs: number;
  /** For an answer beyond that, in milliseconds. */
  timeoutMs: number;
  onInstances: (instances: readonly DiscoveredInstance[]) => void;
  /** Query parameters of each question. */
  query: Readonly<Record<string, string>>;
  log: Log;
}

/** Consul may take a sixteenth of the wait more, so that not everybody comes back at once. */
const WAIT_JITTER = 1 / 16;
/** The longest answer that is read, in bytes: that of 1,500 instances, and HAProxy takes 1,024 from DNS. */
const MOST_BYTES = 4_000_000;
/** When Consul returns at once again and again, it is not asked more often than this, in milliseconds. */
const LEAST_BETWEEN_MS = 50;

/**
 * Tells the healthy instances of a service whenever they change, by blocking queries through the local agent, one at a
 * time, until `signal` aborts. While Consul is away nothing is told: the last answer stays good.
 *
 * The rules for the index are Consul's own (api-docs/features/blocking): start anew when it goes backwards, and never
 * block on 0.
 */
export async function watch(parts: WatchParts, signal: AbortSignal): Promise<void> {
  let complaint = '';
  let refusal = '';
  for (let index = 0, failures = 0; !signal.aborted; ) {
    try {
      const answer = await askOnce(parts, index, signal);
      parts.onInstances(answer.instances);
      if (complaint !== '') parts.log.info(`Consul answers again for ${parts.service}`, { event: 'consul' });
      const refused = answer.refused.slice(0, 5).join('; ');
      if (refused !== '' && refused !== refusal)
        parts.log.warn(`instances of ${parts.service} that nothing is sent to: ${refused}`, {
          event: 'refused',
        });
      refusal = refused;
      [complaint, failures] = ['', 0];
      index = answer.index < index ? 0 : Math.max(1, answer.index);
      await pause(LEAST_BETWEEN_MS, signal);
    } catch (error) {
      const { message } = error as Error;
      if (message !== complaint && !signal.aborted)
        parts.log.warn(`going on with what was last known of ${parts.service}: ${message}`, {
          event: 'consul',
        });
      complaint = message;
      index = 0;
      await pause(backOffMs(failures++, Math.random()), signal);
    }
  }
}

async function askOnce(
  { agent, service, waitMs, timeoutMs, query }: WatchParts,
  index: number,
  signal: AbortSignal,
) {
  const blocking = index > 0;
  const { headers, body } = await agent.ask({
    name: `discover ${service}`,
    method: 'GET',
    path: '/health/service/{service}',
    params: { service },
    query: { ...query, passing: 'true', ...(blocking && { index: String(index), wait: `${waitMs}ms` }) },
    timeoutMs: timeoutMs + (blocking ? waitMs * (1 + WAIT_JITTER) : 0),
    mostBytes: MOST_BYTES,
    signal,
  });
  const known = Number(headers['x-consul-index'] ?? 0);
  return { index: Number.isFinite(known) ? known : 0, ...instancesIn(body) };
}

async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  await sleep(durationMs, undefined, { signal, ref: false }).catch(() => {});
}
