import { join } from 'node:path';
import { relative } from 'node:path/posix';
import { UsageError } from '../../text/usage-error.js';
import type { ComposeService } from './compose-file.js';

/** HAProxy's configuration: where it lies here, and where HAProxy reads it. */
export interface MountedConfiguration {
  source: string;
  target: string;
}

/** Where the image of HAProxy reads it, unless it is told otherwise. */
const USUAL = '/usr/local/etc/haproxy/haproxy.cfg';

/**
 * Finds the file that HAProxy really reads among those that its container mounts: what its command names after `-f`.
 *
 * @throws UsageError when it is not mounted: another one put in its place would change nothing.
 */
export function mountedConfiguration(name: string, service: ComposeService): MountedConfiguration {
  const read = filesIn(service.command);
  if (read.length > 1)
    throw new UsageError(
      'services.proxy',
      `${name} must read one configuration; its command names ${read.join(', ')}`,
    );
  const [target = USUAL] = read;
  const mount = service.mounts.find(
    (one) => one.target === target || target.startsWith(`${one.target.replace(/\/$/, '')}/`),
  );
  if (mount !== undefined) return { source: join(mount.source, relative(mount.target, target)), target };
  const mounted = service.mounts.map((one) => one.target).join(', ') || 'nothing';
  throw new UsageError(
    'services.proxy',
    `${name} must mount the configuration that its HAProxy reads, ${target}; it mounts ${mounted}`,
  );
}

/** What stands after each `-f`; a folder is a configuration, too. */
function filesIn(command: readonly string[]): string[] {
  // `sh -c "haproxy -f …"` has it within a word.
  const words = command.flatMap((word) => word.split(/\s+/));
  return words.flatMap((word, index) => (word === '-f' ? [words[index + 1] ?? ''] : []));
}
