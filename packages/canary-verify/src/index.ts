export type { ArmOptions } from './arms.js';
export type { CanaryVerifyConfig } from './cli/config/config.js';
export type { Diagnosis } from './diagnosis.js';
export { UsageError } from './errors.js';
export type { Evidence } from './evidence.js';
export type { Exchange } from './exchange.js';
export type { Cause } from './explain/cause.js';
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
} from './haproxy/routing/rules.js';
export type { HeadersOptions } from './headers/verify-headers.js';
export { verifyHeaders } from './headers/verify-headers.js';
export type { ErrorCount, Health, Percentiles } from './health.js';
export type { FailureCause } from './observation.js';
export type { Replicas, VerifyOptions } from './options.js';
export type { PlannedArm, PlannedRun } from './planned-run.js';
export type { ArmProgress, Progress } from './progress.js';
export type { Header, RequestHeaders } from './request-headers.js';
export type {
  ArmFigures,
  ArmVerdict,
  ExitCode,
  Outcome,
  SecondHopFigures,
  Verdict,
  VersionFigures,
} from './verdict.js';
export { verify } from './verify.js';
