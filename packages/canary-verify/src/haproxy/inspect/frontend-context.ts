import type { WantedMarks } from '../routing/header-marks.js';
import type { RoutingRules } from '../routing/rules/rules.js';
import type { AskedRequest } from './inspect-doors.js';
import type { VersionName } from './inspection.js';
import type { ServedParts } from './served-shares.js';

/** The facts about a configuration before its frontends are inspected. */
export interface FrontendContext {
  rules: RoutingRules;
  parts: ServedParts;
  canaries: readonly VersionName[];
  /** Marks that lead to the canaries come first. */
  wanted: WantedMarks;
  asked: AskedRequest;
}
