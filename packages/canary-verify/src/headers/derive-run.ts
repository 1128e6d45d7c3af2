import type { HaproxyConfig } from '../haproxy/index.js';
import type { VerifyOptions } from '../options/options.js';
import type { Diagnosis } from '../verdict/diagnosis.js';
import { deriveArms, readConfiguration } from './derive-arms.js';
import type { HeadersOptions } from './headers-options.js';
import { withOwnTarget } from './own-target.js';

/** A run of `verify` that a configuration gives, and what the report says of where it came from. */
export interface DerivedRun {
  run: VerifyOptions;
  remarks: readonly Diagnosis[];
}

/** Reads the configuration and makes one run of all kinds of request. Throws a UsageError. */
export async function deriveRun(given: HeadersOptions): Promise<DerivedRun> {
  const haproxyConfig = readConfiguration(given);
  const options = withOwnTarget(given, haproxyConfig);
  const { expect, taken } = await unmarkedShare(options, haproxyConfig);
  const { expect: _, ...others } = options;
  const { arms, assumed, unverified } = await deriveArms(
    expect === undefined ? others : { ...others, expect },
    haproxyConfig,
  );
  return { run: { ...others, haproxyConfig, arms }, remarks: [...taken, ...assumed, ...unverified] };
}

/** The expectation of unmarked requests, and its source with `auto`. */
async function unmarkedShare(
  { arms: _, ...options }: HeadersOptions,
  haproxyConfig: HaproxyConfig,
): Promise<{ expect: HeadersOptions['expect']; taken: Diagnosis[] }> {
  if (options.expect !== 'auto') return { expect: options.expect, taken: [] };
  const { autoExpectation } = await import('../explain/expected/auto-expectation.js');
  const { options: told, taken } = await autoExpectation({ ...options, haproxyConfig });
  return { expect: told.expect, taken: [{ kind: 'expectation-taken', ...taken }] };
}
