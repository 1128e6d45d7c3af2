import type { PlannedRun } from '../options/progress.js';
import { tellsApart } from '../statistics/requests-needed.js';
import type { Plan } from './plan.js';

/** Says of a plan what it will cost. */
export function plannedRun({ attempts, options }: Plan): PlannedRun {
  const [{ arms }] = attempts;
  return {
    taken: options.taken,
    arms: arms.map(({ arm, needed, budget, differsErrorRate }) => ({
      name: arm.name,
      expectedRequests: needed.mean,
      ninetyNinth: needed.ninetyNinth,
      budget,
      tellsApart:
        arm.expectation.kind === 'share'
          ? tellsApart(
              arm.expectation,
              { errorRate: differsErrorRate, differsBeyond: options.differsBeyond },
              budget,
            )
          : null,
    })),
  };
}
