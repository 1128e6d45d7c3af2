import type { PlannedRun } from '../options/progress.js';
import type { Taken } from '../options/taken.js';
import { tellsApart } from '../statistics/requests-needed.js';
import type { Plan } from './plan.js';

/** Says of a plan what it will cost. */
export function plannedRun({ attempts, options }: Plan, taken: Taken | null = null): PlannedRun {
  const [{ arms }] = attempts;
  return {
    taken,
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
