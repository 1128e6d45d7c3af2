import { openStore } from '../rollout/store/open-store.js';
import type { RolloutStore } from '../rollout/store/store.js';
import type { CommandInput } from './command.js';

/** Where the rollouts of a command are remembered. @throws UsageError */
export function rolloutStore({ values, env }: Pick<CommandInput, 'values' | 'env'>): RolloutStore {
  return openStore(values.state ?? '.canary-verify/rollouts', env.CONSUL_HTTP_TOKEN);
}
