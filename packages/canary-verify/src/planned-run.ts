import type { Taken } from './explain/expected/taken.js';
import type { Plan } from './plan.js';
import { type TellsApart, tellsApart } from './statistics/requests-needed.js';

/** What is known of a run before it starts. */
export interface PlannedRun {
  arms: PlannedArm[];
  /** What `expect: 'auto'` has taken the expectation from; null: it was said. */
  taken: Taken | null;
}

export interface PlannedArm {
  name: string;
  /** Requests until the verdict when the traffic goes where it should, in the mean. */
  expectedRequests: number;
  /** So many are enough in 99 of 100 such runs. */
  ninetyNinth: number;
  /** The most that will be sent. */
  budget: number;
  /** Shares that the budget can tell from the expected one; null where one version alone, or several, are expected. */
  tellsApart: TellsApart | null;
}

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
