export type { CanaryVerifyConfig } from './cli/config/config.js';
export { explain } from './explain/explain.js';
export type { ExplainOptions } from './explain/explain-options.js';
export type { ExplainedInstance, Explanation } from './explain/explanation.js';
export type { ServerPool, Stickiness } from './haproxy/backends/server-pool.js';
export type {
  ConfigLine,
  ConfigSource,
  HaproxyConfig,
  Place,
  Remark,
  Section,
} from './haproxy/configuration/configuration.js';
export { readHaproxyConfig } from './haproxy/configuration/read-configuration.js';
export type { InspectedFrontend, Inspection } from './haproxy/inspect/inspection.js';
export { deduce } from './haproxy/routing/deduce.js';
export { type Finding, routingFindings } from './haproxy/routing/findings.js';
export { headerMarks } from './haproxy/routing/header-marks.js';
export type { HeaderMark, NearMiss, NearMissKind } from './haproxy/routing/marks/header-mark.js';
export { routingRules } from './haproxy/routing/routing-rules.js';
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
} from './haproxy/routing/rules/rules.js';
export type { HeadersOptions } from './headers/verify-headers.js';
export { verifyHeaders } from './headers/verify-headers.js';
export type { FailureCause } from './observation/observation.js';
export type { ArmOptions } from './options/arms.js';
export type { VerifyOptions } from './options/options.js';
export type { ArmProgress, Evidence, PlannedArm, PlannedRun, Progress } from './options/progress.js';
export type { Header, RequestHeaders } from './options/request-headers.js';
export type { Exchange } from './tally/exchange.js';
export type { ErrorCount, Health, Percentiles } from './tally/health.js';
export type { Replicas } from './terms/replicas.js';
export { UsageError } from './text/usage-error.js';
export type { Cause } from './verdict/cause.js';
export type { Diagnosis } from './verdict/diagnosis.js';
export type {
  ArmFigures,
  ArmVerdict,
  ExitCode,
  Outcome,
  SecondHopFigures,
  Verdict,
  VersionFigures,
} from './verdict/verdict.js';
export { verify } from './verify.js';
