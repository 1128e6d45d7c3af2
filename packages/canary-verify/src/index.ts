export type { Diagnosis } from './diagnosis.js';
export { UsageError } from './errors.js';
export type { FailureCause } from './observation.js';
export type { ArmOptions, VerifyOptions } from './options.js';
export type { Progress } from './progress.js';
export type { ArmFigures, ArmVerdict, ExitCode, Outcome, Verdict } from './verdict.js';
export { verify } from './verify.js';
