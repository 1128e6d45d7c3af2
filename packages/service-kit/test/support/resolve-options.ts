import { type ResolvedOptions, resolveOptions, type ServiceOptions } from '../../src/options.js';

export { OptionsError } from '../../src/option-reader.js';

/** Reads options as on a machine with one network interface and an empty environment. */
export function resolveOptionsForTest(options: Partial<ServiceOptions>): ResolvedOptions {
  return resolveOptions(
    { handler: () => {}, name: 'message', ...options },
    {
      env: {},
      hostname: 'host-a',
      ownAddresses: [{ address: '10.0.0.5', interface: 'eth0' }],
      filesIn: () => [],
      readFile: () => {
        throw Object.assign(new Error('not there'), { code: 'ENOENT' });
      },
      changedAt: () => 0,
    },
  );
}
