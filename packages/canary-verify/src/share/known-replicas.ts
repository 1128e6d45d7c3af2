import { UsageError } from '../text/usage-error.js';
import type { ShareOptions } from './share-options.js';

/** What a run is told of replicas. */
export interface ToldReplicas {
  replicas?: unknown;
  consul?: unknown;
  settleMs?: unknown;
}

/**
 * Where replicas make the share, how many of each version there are follows from it, and the run waits for just these.
 *
 * @throws UsageError when something else is said of them.
 */
export function refuseToldReplicas(
  { compose, stack }: Pick<Partial<ShareOptions>, 'compose' | 'stack'>,
  told: ToldReplicas,
): void {
  if (compose === undefined && stack === undefined) return;
  const by = compose === undefined ? 'stack' : 'compose';
  for (const option of ['replicas', 'consul', 'settleMs'] as const)
    if (told[option] !== undefined)
      throw new UsageError(
        option === 'settleMs' ? 'settle' : option,
        `is not for \`${by}\`: the share says how many replicas there are, and the run waits for them`,
      );
}
