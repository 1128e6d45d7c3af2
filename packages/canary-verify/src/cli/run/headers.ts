import { checkedAuto } from '../../explain/expected/auto-expectation.js';
import { deriveArms, readConfiguration } from '../../headers/derive-arms.js';
import type { HeadersOptions } from '../../headers/headers-options.js';
import { withOwnTarget } from '../../headers/own-target.js';
import { verifyHeaders } from '../../headers/verify-headers.js';
import { resolveOptions } from '../../options/options.js';
import { UsageError } from '../../text/usage-error.js';
import { verify } from '../../verify.js';
import type { CommandInput } from '../command.js';
import { readReporters } from '../reporters.js';
import { verifyOptions } from '../verify-options.js';
import { reported } from './verify.js';

/** Whether it could be run. Throws a UsageError. */
export async function checkHeaders(asked: CommandInput): Promise<void> {
  readReporters(asked.values.reporter ?? [], asked.values.json ?? false);
  const options = await headersOptions(asked);
  if (isByHand(options)) resolveOptions(options);
  else {
    const config = readConfiguration(options);
    const own = withOwnTarget(options, config);
    await deriveArms({ ...own, ...checkedShare(own) }, config);
  }
}

/** Verifies what the configuration says, or what is said by hand, and reports. */
export async function runHeaders(asked: CommandInput): Promise<number> {
  const options = await headersOptions(asked);
  const measure = isByHand(options) ? verify : verifyHeaders;
  return reported(asked, (told) => measure({ ...options, ...told }));
}

/** `auto` would ask Consul: any share takes its place. */
function checkedShare({ arms: _, ...options }: HeadersOptions): Pick<HeadersOptions, 'expect'> {
  if (options.expect !== 'auto') return {};
  checkedAuto(options);
  return { expect: '50%' };
}

async function headersOptions(asked: CommandInput): Promise<HeadersOptions> {
  const { frontend, 'canary-backend': canaryBackend, quick = false } = asked.values;
  const options = await verifyOptions(asked);
  if (quick && isByHand(options))
    throw new UsageError(
      'quick',
      "needs HAProxy's configuration, from which the near misses come: use --config",
    );
  return {
    ...options,
    quick,
    ...(frontend === undefined ? {} : { frontend }),
    ...(canaryBackend === undefined ? {} : { canaryBackend }),
  };
}

/** The arms are given, and no configuration to derive any from. */
function isByHand({ haproxyConfig, arms }: HeadersOptions): boolean {
  return haproxyConfig === undefined && arms !== undefined;
}
