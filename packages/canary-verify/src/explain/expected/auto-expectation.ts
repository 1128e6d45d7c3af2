import { type ResolvedOptions, resolveOptions, type VerifyOptions } from '../../options/options.js';
import type { Taken } from '../../options/taken.js';
import { UsageError } from '../../text/usage-error.js';
import { askSources } from '../ask-sources.js';
import { situationOf } from '../situation/situation.js';
import { expectedShare } from './expected-share.js';

/** An expectation for options that say `auto`. */
export interface Expecting {
  options: VerifyOptions;
  taken: Taken;
}

/**
 * Takes the expected share from Consul and the configuration. Throws a UsageError when it cannot be told: nothing has been
 * sent to the target.
 */
export async function autoExpectation(options: VerifyOptions): Promise<Expecting> {
  const { sources, signal, arms } = checkedAuto(options);
  const { known, unreadable } = await askSources({ ...sources, haproxy: [] }, signal);
  const [silent] = unreadable;
  if (silent !== undefined)
    throw new UsageError('expect', `auto could not read ${silent.source}: ${silent.cause}`);
  const taken = expectedShare(
    situationOf({
      ...known,
      traffic: [],
      unmarked: { ...known.unmarked, headers: [...known.unmarked.headers, ...arms[0].headers] },
    }),
  );
  if ('why' in taken) throw new UsageError('expect', `auto cannot tell the share: ${taken.why}`);
  const { tolerance, ...others } = options;
  // For one version alone a tolerance has no meaning: there it is `leak`.
  const kept = tolerance === undefined || taken.share === 0 || taken.share === 1 ? {} : { tolerance };
  return { options: { ...others, ...kept, expect: taken.share }, taken };
}

/** The options, checked as far as they can be before the share is known. Throws a UsageError. */
export function checkedAuto(
  options: VerifyOptions,
): ResolvedOptions & { sources: NonNullable<ResolvedOptions['sources']> } {
  const { tolerance: _, ...others } = options;
  const resolved = resolveOptions({ ...others, expect: '50%' });
  const { sources } = resolved;
  if (sources === null || (sources.consul === null && sources.config === null))
    throw new UsageError(
      'expect',
      'auto takes the share from `consul` or from `config`: give one of them, or both',
    );
  return { ...resolved, sources };
}
