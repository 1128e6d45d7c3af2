// The public names of canary-verify/haproxy. What the rest of this package uses besides stands in index.ts.
export type { ServerPool, Stickiness } from './backends/server-pool.js';
export type {
  ConfigLine,
  ConfigSource,
  HaproxyConfig,
  Place,
  Remark,
  Section,
} from './configuration/configuration.js';
export { readHaproxyConfig } from './configuration/read-configuration.js';
export { type InspectInput, inspect } from './inspect/inspect.js';
export type { HaproxyCheck, InspectedFrontend, Inspection, VersionName } from './inspect/inspection.js';
export { deduce } from './routing/deduce.js';
export { type Finding, routingFindings } from './routing/findings.js';
export { headerMarks } from './routing/header-marks.js';
export type { HeaderMark, NearMiss, NearMissKind } from './routing/marks/header-mark.js';
export { routingRules } from './routing/routing-rules.js';
export type { MatchMethod } from './routing/rules/condition.js';
export type {
  Deduction,
  Destination,
  PatternFiles,
  Phase,
  ProbedRequest,
  ProxyRules,
  RoutingRules,
  Rule,
  ServersUp,
} from './routing/rules/rules.js';
