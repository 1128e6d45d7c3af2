export type { Diagnosis } from './diagnosis.js';
export { UsageError } from './errors.js';
export type { ErrorCount, Health, Percentiles } from './health.js';
export type { FailureCause } from './observation.js';
export type { ArmOptions, Replicas, VerifyOptions } from './options.js';
export type { PlannedArm, PlannedRun } from './planned-run.js';
export type { Progress } from './progress.js';
export type { ArmFigures, ArmVerdict, ExitCode, Outcome, Verdict, VersionFigures } from './verdict.js';
export { verify } from './verify.js';
