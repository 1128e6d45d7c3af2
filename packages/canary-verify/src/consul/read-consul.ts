import { UsageError } from '../errors.js';
import type { VerifyOptions } from '../options.js';
import { readUrl } from '../url.js';
import type { ConsulSource } from './known-replicas.js';

/** What service-kit's examples call them. */
const DEFAULT_SERVICES = { stable: 'service-v1', canary: 'service-v2' };

/** What the two versions are called. */
export function readServices({ services }: Pick<VerifyOptions, 'services'>): ConsulSource['services'] {
  return services ?? DEFAULT_SERVICES;
}

/** Where Consul is; null: it is not to be asked. Throws a UsageError. */
export function readConsul(options: VerifyOptions): ConsulSource | null {
  const { consul, consulToken, replicas } = options;
  if (consul === undefined) return null;
  if (replicas !== undefined)
    throw new UsageError('consul', 'cannot stand beside `replicas`: one of them says how many there are');
  const url = readUrl(
    { option: 'consul', example: 'http://localhost:8500', instead: 'give CONSUL_HTTP_TOKEN' },
    consul,
  );
  // What HTTP could not carry would come back in its complaint.
  if (/[^\x21-\x7e]/.test(consulToken ?? ''))
    throw new UsageError('consulToken', 'must not have spaces, control characters or such beyond ASCII');
  return { url: url.origin, token: consulToken ?? null, services: readServices(options) };
}
