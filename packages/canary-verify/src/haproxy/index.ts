export { hasFixedWeights } from './backends/balance.js';
export { type DnsResolvers, dnsResolvers } from './backends/dns-resolvers.js';
export { weightOfSrv } from './backends/dns-weight.js';
export { groupName } from './backends/server-groups.js';
export type { PooledServer, ServerPool, Stickiness } from './backends/server-pool.js';
export { serverPools } from './backends/server-pools.js';
export { serverNamed } from './backends/serving.js';
export type {
  ConfigLine,
  ConfigSource,
  HaproxyConfig,
  Place,
  Remark,
  Section,
} from './configuration/configuration.js';
export { loadConfiguration } from './configuration/load-configuration.js';
export { proxyLines } from './configuration/proxy-lines.js';
export { readHaproxyConfig } from './configuration/read-configuration.js';
export { inspect } from './inspect/inspect.js';
export { type AskedRequest, USUAL_REQUEST } from './inspect/inspect-doors.js';
export type { HaproxyCheck, InspectedFrontend, Inspection, VersionName } from './inspect/inspection.js';
export { type Bind, listensOf } from './inspect/listens.js';
export { canaryShare, decidedFurther, servedParts, servedShares } from './inspect/served-shares.js';
export { inspectionText } from './inspect/text/inspection-text.js';
export { deduce } from './routing/deduce.js';
export { type Finding, routingFindings } from './routing/findings.js';
export { headerMarks } from './routing/header-marks.js';
export { loadPatternFiles } from './routing/load-pattern-files.js';
export type { Candidate } from './routing/marks/candidate.js';
export { candidates } from './routing/marks/candidates.js';
export type { HeaderMark, NearMiss, NearMissKind } from './routing/marks/header-mark.js';
export { deduceWhile, type While } from './routing/moments.js';
export { requestTo } from './routing/request-to.js';
export { routingRules } from './routing/routing-rules.js';
export type { MatchMethod } from './routing/rules/condition.js';
export { constantText } from './routing/rules/log-format.js';
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
export { sameOutcome } from './routing/same-outcome.js';
export {
  type HaproxyProcess,
  isRoutable,
  type NameServerCounts,
  type RuntimeServer,
} from './runtime/process.js';
export { readProcess } from './runtime/read-process.js';
export { commandRuntime } from './runtime/runtime-command.js';
export { addMapEntry, setMapValue, setServerWeight, showMap } from './runtime/runtime-settings.js';
export { statisticsOf } from './runtime/statistics-page.js';
export { placeName, type StatsPlace } from './runtime/stats-place.js';
