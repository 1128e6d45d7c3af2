export type { CanaryVerifyConfig } from './cli/config/config.js';
export type { KeyWithoutEffect, PlanFileKeys, RolloutFile } from './cli/config/rollout-file.js';
export type { ConsulStatus } from './consul/health.js';
export { explain } from './explain/explain.js';
export type { ExplainOptions } from './explain/explain-options.js';
export type {
  ExplainedDiagnosis,
  ExplainedInstance,
  ExplainedProcess,
  ExplainedServer,
  ExplainedSources,
  ExplainedTraffic,
  Explanation,
} from './explain/explanation.js';
export type { HaproxyConfig, MatchMethod, Place, Stickiness } from './haproxy/index.js';
export type { HeadersOptions } from './headers/headers-options.js';
export { verifyHeaders } from './headers/verify-headers.js';
export type { FailureCause } from './observation/observation.js';
export type { ArmOptions } from './options/arms.js';
export type { LoadBalancing } from './options/balancing.js';
export type { VerifyOptions } from './options/options.js';
export type { ArmProgress, Evidence, PlannedArm, PlannedRun, Progress } from './options/progress.js';
export type { Header, RequestHeaders } from './options/request-headers.js';
export type { Side, Taken, TakenBackend } from './options/taken.js';
export type { NotSettled, Routed, RoutingGap } from './routed/gap.js';
export type { RoutedOptions } from './routed/routed-options.js';
export type { RoutingChanged } from './routed/routing-changed.js';
export { untilRouted } from './routed/until-routed.js';
export type { Unfollowed } from './settle/after-redirect.js';
export type { Blocked, Obstacle, ReplicasUnknown } from './settle/blocked.js';
export type { LeftOut } from './settle/choose-addresses.js';
export type { ConnectionProblem } from './settle/connection-problem.js';
export type { ErrorLimitAnswer } from './statistics/error-limit.js';
export type { OddsAnswer } from './statistics/odds-test.js';
export type { TellsApart } from './statistics/requests-needed.js';
export type { ShareInterval } from './statistics/split-test.js';
export type { CacheSign } from './tally/cache-sign.js';
export type { Exchange } from './tally/exchange.js';
export type { ErrorCount, ErrorLimit, Health, Percentiles } from './tally/health-figures.js';
export type { Count, Fraction, Milliseconds, Weight } from './terms/quantities.js';
export type { Replicas } from './terms/replicas.js';
export type { Track } from './terms/track.js';
export type { VersionPair } from './terms/version-pair.js';
export { UsageError } from './text/usage-error.js';
export type { AddressFigures } from './verdict/address-figures.js';
export type {
  Cause,
  DifferentView,
  DividedWeight,
  SentOn,
  UnhealthyInstance,
  UnservedInstance,
} from './verdict/cause.js';
export type { Diagnosis } from './verdict/diagnosis.js';
export type { HealthDiagnosis } from './verdict/health-diagnosis.js';
export type { ReplicaDiagnosis } from './verdict/replica-diagnosis.js';
export type { StatusCount } from './verdict/status-counts.js';
export type { SteadinessDiagnosis } from './verdict/steadiness-diagnosis.js';
export type {
  ArmFigures,
  ArmVerdict,
  ExitCode,
  InstanceCount,
  Outcome,
  SecondHopFigures,
  Sides,
  Verdict,
  VersionFigures,
} from './verdict/verdict.js';
export { verify } from './verify.js';
