import { performance } from 'node:perf_hooks';
import { readAgent } from '../options/consul-source.js';
import { consulStore } from '../rollout/store/consul-store.js';
import { localStore } from '../rollout/store/local-store.js';
import type { RolloutStore } from '../rollout/store/store.js';
import { quoted, UsageError } from '../text/usage-error.js';
import type { CommandInput } from './command.js';

/** Where rollouts are remembered: a folder, or `consul://HOST:PORT/FOLDER`. @throws UsageError */
export function rolloutStore({ values, env }: Pick<CommandInput, 'values' | 'env'>): RolloutStore {
  const written = values.state ?? '.canary-verify/rollouts';
  const now = () => new Date();
  if (!/^consuls?:/.test(written)) return localStore(written, now);
  const [, scheme, host, folder] = /^(consuls?):\/\/([^/?#]+)\/([^?#]*[^/?#])\/?$/.exec(written) ?? [];
  if (host === undefined || folder === undefined)
    throw new UsageError(
      'state',
      `must be a folder, or Consul with a folder of its KV store, for example consul://localhost:8500/rollouts; got ${quoted(written)}`,
    );
  const consul = `${scheme === 'consuls' ? 'https' : 'http'}://${host}`;
  const agent = readAgent({
    consul,
    ...(env.CONSUL_HTTP_TOKEN !== undefined && { consulToken: env.CONSUL_HTTP_TOKEN }),
  });
  if (agent === null) throw new UsageError('state', 'must name a Consul agent');
  return consulStore({ agent, folder }, { now, clock: () => performance.now() });
}
