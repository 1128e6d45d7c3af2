import { performance } from 'node:perf_hooks';
import type { ConsulAgent } from '../../consul/agent.js';
import { readAgent } from '../../options/consul-source.js';
import { quoted, UsageError } from '../../text/usage-error.js';
import { consulStore } from './consul-store.js';
import { localStore } from './local-store.js';
import type { RolloutStore } from './store.js';

/**
 * Where rollouts are remembered: a folder, or Consul with a folder of its KV store, `consul://localhost:8500/rollouts` (`consuls:` with
 * TLS). `token`: Consul's; undefined if it wants none.
 *
 * @throws UsageError
 */
export function openStore(written: string, token: string | undefined): RolloutStore {
  const now = () => new Date();
  if (!/^consuls?:/.test(written)) return localStore(written, now);
  const [, scheme, host, folder] = /^(consuls?):\/\/([^/?#]+)\/([^?#]*[^/?#])\/?$/.exec(written) ?? [];
  if (host === undefined || folder === undefined)
    throw new UsageError(
      'state',
      `must be a folder, or Consul with a folder of its KV store, for example consul://localhost:8500/rollouts; got ${quoted(written)}`,
    );
  const consul = `${scheme === 'consuls' ? 'https' : 'http'}://${host}`;
  // There is one, because its address is given.
  const agent = readAgent({ consul, ...(token !== undefined && { consulToken: token }) }) as ConsulAgent;
  return consulStore({ agent, folder }, { now, clock: () => performance.now() });
}
