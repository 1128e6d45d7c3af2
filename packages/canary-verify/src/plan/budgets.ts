import type { ResolvedOptions } from '../options/options.js';
import type { RequestsNeeded } from '../statistics/requests-needed.js';

/** The most requests that an arm may spend. */
export interface Budgets {
  /** In all cases but one. */
  budget: number;
  /** While nothing but a replica of unknown weight is missing for `matches`. */
  replicaBudget: number;
}

/** Spread over a time, a run sends all its requests: more than decide in 99 of 100 right runs, since some may fail. */
const SPARE_REQUESTS = 1.1;

/**
 * A replica of little weight comes late. Of nine at 10 % ± 3 pp, one with a hundredth of the others' weight is missed by chance
 * in 0.3 % of the runs; by the plain budget in 1 %.
 */
const WAIT_FOR_REPLICA = 1.25;

/** The most requests to spend, by what is needed: by default three times the mean. */
export function budgetsFor(
  { mean, ninetyNinth }: RequestsNeeded,
  { maxRequests, overMs, replicas }: Pick<ResolvedOptions, 'maxRequests' | 'overMs' | 'replicas'>,
): Budgets {
  if (maxRequests !== null) return { budget: maxRequests, replicaBudget: maxRequests };
  const spread = overMs !== null;
  const budget = spread ? Math.ceil(SPARE_REQUESTS * ninetyNinth) : 3 * mean;
  const waits = !spread && replicas !== null && replicas.weights === null;
  return { budget, replicaBudget: waits ? Math.ceil(WAIT_FOR_REPLICA * budget) : budget };
}
