// The public names of canary-verify/haproxy. What the rest of this package uses besides stands in index.ts.
export type { DnsResolvers, HoldReason, Setting } from './backends/dns-resolvers.js';
export type {
  Balance,
  PooledServer,
  ServerGroup,
  ServerPool,
  Stickiness,
  UseServerRule,
} from './backends/server-pool.js';
export type { ServerCookie, Serving } from './backends/serving.js';
export type {
  ConfigLine,
  ConfigSource,
  HaproxyConfig,
  NoPlace,
  Place,
  Remark,
  Section,
} from './configuration/configuration.js';
export { readHaproxyConfig } from './configuration/read-configuration.js';
export { type InspectInput, inspect } from './inspect/inspect.js';
export type { AskedRequest } from './inspect/inspect-doors.js';
export type {
  HaproxyCheck,
  InspectedDoor,
  InspectedFrontend,
  InspectedMark,
  InspectedRule,
  Inspection,
  PasteLines,
  RunningHaproxy,
  ServedShare,
  UnmarkedRequest,
  VersionName,
} from './inspect/inspection.js';
export type { Bind } from './inspect/listens.js';
export type { AskedNames } from './inspect/version-names.js';
export { deduce } from './routing/deduce.js';
export { type Finding, type NeverMatches, routingFindings } from './routing/findings.js';
export { headerMarks, type WantedMarks } from './routing/header-marks.js';
export type { LoadedPatternFiles } from './routing/load-pattern-files.js';
export type { HeaderLines, HeaderMark, NearMiss, NearMissKind } from './routing/marks/header-mark.js';
export type { While } from './routing/moments.js';
export { type Besides, requestTo } from './routing/request-to.js';
export { routingRules } from './routing/routing-rules.js';
export type {
  Acl,
  Condition,
  KnownTest,
  MatchMethod,
  PatternFile,
  Term,
  Test,
  UnknownTest,
} from './routing/rules/condition.js';
export type { Effect, LinePart } from './routing/rules/effect.js';
export type { Call, Expression } from './routing/rules/expression.js';
export type { LogFormat, LogFormatPart } from './routing/rules/log-format.js';
export type {
  Assumed,
  Capture,
  Deduction,
  Destination,
  ErrorPages,
  PatternFiles,
  Phase,
  ProbedRequest,
  ProxyRules,
  RoutingRules,
  Rule,
  ServersUp,
  Unavailable,
} from './routing/rules/rules.js';
export type {
  HaproxyProcess,
  NameServerCounts,
  RuntimeBackend,
  RuntimeServer,
  StickTable,
} from './runtime/process.js';
export type { ProcessAnswer } from './runtime/read-process.js';
