import { join } from 'node:path';
import { relative } from 'node:path/posix';
import { UsageError } from '../../text/usage-error.js';
import type { ComposeService, Mount } from './compose-file.js';

/** HAProxy's configuration: where it lies here, and where HAProxy reads it. */
export interface MountedConfiguration {
  /** Null where the compose file has the text itself. */
  source: string | null;
  target: string;
  /** What HAProxy reads behind it, files and folders: that stays as it is. */
  further: readonly Mount[];
}

/** Where the image of HAProxy reads it, unless it is told otherwise. */
const USUAL = '/usr/local/etc/haproxy/haproxy.cfg';

/**
 * Finds what HAProxy really reads among the files that its container mounts: what its command names after `-f`. The first one is
 * the one that can be changed.
 *
 * @throws UsageError when it is not mounted: another one put in its place would change nothing.
 */
export function mountedConfiguration(name: string, service: ComposeService): MountedConfiguration {
  const [first = USUAL, ...others] = filesIn(service.command);
  const further = others.map((target) => {
    const source = sourceOf(target, name, service);
    if (source === null)
      throw new UsageError(
        'services.proxy',
        `${name} must read files of this machine behind its first one; the compose file has the text of ${target} itself`,
      );
    return { source, target };
  });
  return { source: sourceOf(first, name, service), target: first, further };
}

function sourceOf(target: string, name: string, { mounts, configs }: ComposeService): string | null {
  const config = configs.find((one) => one.target === target);
  if (config !== undefined) return config.file;
  const mount = mounts.find(
    (one) => one.target === target || target.startsWith(`${one.target.replace(/\/$/, '')}/`),
  );
  if (mount !== undefined) return join(mount.source, relative(mount.target, target));
  const mounted = [...mounts, ...configs].map((one) => one.target).join(', ') || 'nothing';
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
