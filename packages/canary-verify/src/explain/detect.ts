import type { Cause } from './cause.js';
import { addressesHidden } from './causes/addresses-hidden.js';
import { backupServers } from './causes/backup-servers.js';
import { canaryEmpty } from './causes/canary-empty.js';
import { differentViews } from './causes/different-views.js';
import { dnsTruncated } from './causes/dns-truncated.js';
import { headerChanged, ruleShadowed } from './causes/ineffective-rule.js';
import { nearMatch } from './causes/near-match.js';
import { notHealthy } from './causes/not-healthy.js';
import { passingNotServed } from './causes/passing-not-served.js';
import { servedAfterLeaving } from './causes/served-after-leaving.js';
import { servedNotPassing } from './causes/served-not-passing.js';
import { slowstart } from './causes/slowstart.js';
import { stickiness } from './causes/stickiness.js';
import { tooFewSlots } from './causes/too-few-slots.js';
import { unknownService } from './causes/unknown-service.js';
import { weightOverridden } from './causes/weight-overridden.js';
import { weightsDivided } from './causes/weights-divided.js';
import { weightsIgnored } from './causes/weights-ignored.js';
import type { Situation } from './situation.js';

/** Looks for one cause. */
type Detector = (situation: Situation) => Cause | null;

/** In the order in which causes matter: first what takes a version or an instance out, then what bends its share. */
const DETECTORS: readonly Detector[] = [
  unknownService,
  addressesHidden,
  canaryEmpty,
  notHealthy,
  tooFewSlots,
  dnsTruncated,
  passingNotServed,
  servedNotPassing,
  servedAfterLeaving,
  differentViews,
  backupServers,
  weightsDivided,
  weightsIgnored,
  weightOverridden,
  slowstart,
  ruleShadowed,
  headerChanged,
  nearMatch,
  stickiness,
];

/** All causes that are there. */
export function detect(situation: Situation): Cause[] {
  return DETECTORS.map((detector) => detector(situation)).filter((cause) => cause !== null);
}

/** What may merely be on its way from Consul through DNS to HAProxy: it counts only if it is still there a little later. */
const PASSING_BY: ReadonlySet<Cause['kind']> = new Set([
  'canary-empty',
  'dns-truncated',
  'passing-not-served',
  'served-not-passing',
  'served-after-leaving',
  'different-views',
  'weight-overridden',
  'weights-ignored',
]);

/** Whether a cause may go away by itself within seconds. */
export function mayPassBy({ kind }: Cause): boolean {
  return PASSING_BY.has(kind);
}
