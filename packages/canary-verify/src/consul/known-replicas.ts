import type { Replicas } from '../options.js';
import { consulReplicas } from './consul-replicas.js';

/** Where Consul is asked how many replicas there are, and under which names. */
export interface ConsulSource {
  /** No slash in its end. */
  url: string;
  token: string | null;
  services: { stable: string; canary: string };
}

/** What Consul says, or why it says nothing. */
export type Known = { replicas: Replicas } | { failure: string };

/** Counts the healthy replicas that Consul knows: those that it lets HAProxy know of. */
export async function knownReplicas(
  { url, token, services }: ConsulSource,
  signal: AbortSignal,
): Promise<Known> {
  try {
    const all = await consulReplicas(url, [services.stable, services.canary], token, signal);
    const healthy = (name: string) =>
      all.filter(({ service, healthy }) => healthy && service === name).length;
    return { replicas: { stable: healthy(services.stable), canary: healthy(services.canary) } };
  } catch (error) {
    return { failure: reasonOf(error) };
  }
}

/** `fetch` hides why a connection failed in the cause of its error, and a time-out in its name. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError') return 'no answer in time';
  const { code, message } = (error.cause ?? {}) as { code?: string; message?: string };
  return code ?? message ?? error.message;
}
