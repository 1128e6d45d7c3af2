import { readingLimit, textWithin } from '../system/bounded-text.js';
import { deadline } from '../system/deadline.js';
import { askConsul, CONSUL_TIMEOUT_MS, type ConsulAgent, MOST_CONSUL_CHARACTERS } from './agent.js';

/** The weights of an instance in DNS answers: while its checks pass, and while one of them warns. */
export interface InstanceWeights {
  Passing: number;
  Warning: number;
}

/** An instance as the agent holds it: what it was registered with. Only the agent that it is registered at knows it. */
export type AgentService = { ID: string; Service: string; Weights: InstanceWeights } & Record<
  string,
  unknown
>;

/** The ids of all instances that are registered at the agent. @throws Error when it does not answer. */
export async function registeredAt(agent: ConsulAgent, signal: AbortSignal): Promise<Set<string>> {
  const limit = readingLimit(MOST_CONSUL_CHARACTERS);
  const services = await askConsul(agent, '/v1/agent/services', { signal, limit });
  return new Set(Object.keys(Object(services)));
}

/** @throws Error when the agent does not answer, or does not have it. */
export async function agentService(
  agent: ConsulAgent,
  instance: string,
  signal: AbortSignal,
): Promise<AgentService> {
  const limit = readingLimit(MOST_CONSUL_CHARACTERS);
  const path = `/v1/agent/service/${encodeURIComponent(instance)}`;
  return (await askConsul(agent, path, { signal, limit })) as AgentService;
}

/** What the agent adds to a registration by itself, and does not take back. */
const ADDED: readonly string[] = ['ContentHash', 'Datacenter', 'Service', 'PeerName'];

/** Registers an instance with other weights, and all else as it was: its checks stay, and what they say. */
export async function registerWeights(
  agent: ConsulAgent,
  service: AgentService,
  weights: InstanceWeights,
  signal: AbortSignal,
): Promise<void> {
  const kept = Object.entries(service).filter(
    ([key, value]) => !ADDED.includes(key) && value !== '' && value !== null,
  );
  const body = { ...Object.fromEntries(kept), Name: service.Service, Weights: weights };
  await tellConsul(agent, '/v1/agent/service/register', { body: JSON.stringify(body), signal });
}

/** Takes an instance out of all of Consul's answers, with a reason; null puts it back in. */
export async function setMaintenance(
  agent: ConsulAgent,
  instance: string,
  { reason, signal }: { reason: string | null; signal: AbortSignal },
): Promise<void> {
  const query = new URLSearchParams({ enable: String(reason !== null), reason: reason ?? '' });
  const path = `/v1/agent/service/maintenance/${encodeURIComponent(instance)}?${query}`;
  await tellConsul(agent, path, { signal });
}

/** Tells Consul something. The token goes nowhere but to Consul. @throws Error when it does not take it. */
export async function tellConsul(
  { url, token }: ConsulAgent,
  path: string,
  { body, signal }: { body?: string; signal: AbortSignal },
): Promise<void> {
  using end = deadline(signal, CONSUL_TIMEOUT_MS);
  const response = await fetch(url + path, {
    ...{ method: 'PUT', redirect: 'manual', signal: end.signal },
    headers: token === null ? {} : { 'X-Consul-Token': token },
    ...(body !== undefined && { body }),
  });
  const text = await textWithin(response, readingLimit(MOST_CONSUL_CHARACTERS));
  if (!response.ok)
    throw new Error(`Consul at ${url} answered ${response.status}: ${text.slice(0, 200).trim()}`);
}
