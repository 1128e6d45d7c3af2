import { keptName } from '../classify/kept-name.js';
import type { Redirect } from '../observation/redirect.js';
import type { Expectation } from '../options/expectation.js';
import type { ResolvedOptions } from '../options/options.js';
import type { ArmPlan } from '../plan/plan.js';
import { type CacheEvidence, noCaches } from './caches.js';
import { noConnections, type SeenConnections } from './connections.js';
import { type Guards, newGuards } from './guards.js';
import { type HealthRecord, newHealth } from './health.js';
import type { NotedExchanges } from './noted-exchanges.js';
import { emptyHop, type HopTallies, type HopTally } from './second-hop.js';
import type { SetCookies } from './sticky-cookies.js';
import { type ArmTally, emptyArmTally, type Tally } from './tally.js';

/** All that is kept of the observations of one arm. */
export interface ArmCounts {
  plan: ArmPlan;
  tally: ArmTally;
  /** The second service; null when it is not looked at. */
  hop: HopTally | null;
  connections: SeenConnections;
  guards: Guards;
  health: HealthRecord;
  cookies: SetCookies;
  caches: CacheEvidence;
  redirects: SeenRedirects;
  noted: NotedExchanges;
}

/** Redirects that do not say their version. */
export interface SeenRedirects {
  count: number;
  first: Redirect | null;
}

/** The counts that all arms of an attempt share. */
export interface SharedCounts {
  options: ResolvedOptions;
  tally: Tally;
  hops: HopTallies;
}

/** An arm of which nothing has been counted. `errorRate`: that of what is said of the canary's health. */
export function emptyCounts(plan: ArmPlan, errorRate: number): ArmCounts {
  const { expectation, secondHop } = plan.arm;
  return {
    plan,
    tally: emptyArmTally(namesIn(expectation)),
    hop: emptyHop(secondHop?.track ?? null),
    connections: noConnections(),
    guards: newGuards(),
    health: newHealth({ errorRate, worseRatio: plan.worseRatio }),
    cookies: new Map(),
    caches: noCaches(),
    redirects: { count: 0, first: null },
    noted: new Map(),
  };
}

function namesIn(expectation: Expectation): string[] {
  return expectation.kind === 'versions' ? expectation.versions.map(({ version }) => keptName(version)) : [];
}
