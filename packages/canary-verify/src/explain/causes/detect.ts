import type { Cause } from '../../verdict/cause.js';
import type { Situation } from '../situation/situation.js';
import { addressesHidden } from './addresses-hidden.js';
import { backupServers } from './backup-servers.js';
import { canaryEmpty } from './canary-empty.js';
import { differentViews } from './different-views.js';
import { dnsSilent } from './dns-silent.js';
import { dnsTruncated } from './dns-truncated.js';
import { headerChanged, ruleShadowed } from './ineffective-rule.js';
import { nearMatch } from './near-match.js';
import { notHealthy } from './not-healthy.js';
import { passingNotServed } from './passing-not-served.js';
import { sentOn } from './sent-on.js';
import { servedAfterLeaving } from './served-after-leaving.js';
import { servedNotPassing } from './served-not-passing.js';
import { slowstart } from './slowstart.js';
import { stableEmpty } from './stable-empty.js';
import { stickiness } from './stickiness.js';
import { tooFewSlots } from './too-few-slots.js';
import { unknownService } from './unknown-service.js';
import { weightOverridden } from './weight-overridden.js';
import { weightsDivided } from './weights-divided.js';
import { weightsIgnored } from './weights-ignored.js';

/** Looks for one cause. */
type Detector = (situation: Situation) => Cause | null;

/** In the order in which causes matter: first what takes a version or an instance out, then what bends its share. */
const DETECTORS: readonly Detector[] = [
  unknownService,
  addressesHidden,
  dnsSilent,
  stableEmpty,
  canaryEmpty,
  notHealthy,
  tooFewSlots,
  dnsTruncated,
  passingNotServed,
  servedNotPassing,
  servedAfterLeaving,
  sentOn,
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

/**
 * The causes that may be only a delay between Consul, DNS and HAProxy. They count only if they are still there a
 * little later.
 */
const PASSING_BY: ReadonlySet<Cause['kind']> = new Set([
  'canary-empty',
  'stable-empty',
  'dns-silent',
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
