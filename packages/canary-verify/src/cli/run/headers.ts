import { UsageError } from '../../errors.js';
import { derivedArms, type HeadersOptions, verifyHeaders } from '../../headers/verify-headers.js';
import { resolveOptions, type VerifyOptions } from '../../options.js';
import { verify } from '../../verify.js';
import type { Asked } from '../command.js';
import { readReporters } from '../reporters.js';
import { verifyOptions } from '../verify-options.js';
import { reported } from './verify.js';

/** Whether it could be run. Throws a UsageError. */
export async function checkHeaders(asked: Asked): Promise<void> {
  readReporters(asked.values.reporter ?? [], asked.values.json ?? false);
  const options = headersOptions(asked);
  if ('config' in options) await derivedArms(options);
  else resolveOptions(options);
}

/** Verifies what the configuration says, or what is said by hand, and reports. */
export async function runHeaders(asked: Asked): Promise<number> {
  const options = headersOptions(asked);
  return reported(asked, (told) =>
    'config' in options ? verifyHeaders({ ...options, ...told }) : verify({ ...options, ...told }),
  );
}

/** With HAProxy's configuration, or without one when there are arms by hand. */
function headersOptions(asked: Asked): HeadersOptions | VerifyOptions {
  const { config, frontend, 'canary-backend': canaryBackend } = asked.values;
  const options = verifyOptions(asked);
  if (config !== undefined)
    return {
      ...options,
      config,
      env: asked.env,
      ...(frontend === undefined ? {} : { frontend }),
      ...(canaryBackend === undefined ? {} : { canaryBackend }),
    };
  if (options.arms !== undefined) return options;
  throw new UsageError(
    'config',
    "is missing: HAProxy's configuration, haproxy.cfg; or say it by hand with `arms`",
  );
}
