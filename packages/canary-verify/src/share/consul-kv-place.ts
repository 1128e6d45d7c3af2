import type { ConsulAgent } from '../consul/agent.js';
import { tellConsul } from '../consul/agent-services.js';
import type { SharePlace } from './share-place.js';

/** A key of Consul's KV store. */
export interface ShareKey {
  agent: ConsulAgent;
  key: string;
}

/**
 * A map of HAProxy's that something else renders from a key in Consul, as consul-template does. The key is written, and the share is
 * what HAProxy has: a renderer that stands still changes nothing.
 */
export function renderedMap(map: SharePlace, { agent, key }: ShareKey): SharePlace {
  const path = key.split('/').map(encodeURIComponent).join('/');
  return {
    ...map,
    isLate: true,
    put: ({ stored }, signal) => tellConsul(agent, `/v1/kv/${path}`, { body: stored, signal }),
  };
}
