import { quoted } from '../../text/usage-error.js';
import type { ComposeService } from './compose-file.js';
import { DockerError, docker } from './docker-command.js';
import type { SystemPlan } from './system-plan.js';

/** Compose lists its progress before the lines that matter. */
const LAST_LINES = 5;

/** What keeps a compose file from starting: Compose's words, and the images that are not here, which it does not always name. */
export async function startError({ system, services }: SystemPlan, error: unknown): Promise<Error> {
  const words = error instanceof DockerError ? error.words : String(error);
  const missing = await missingImages(services);
  const images = [...missing].map(
    ([image, users]) => `\nThe image ${quoted(image)} of ${users.join(', ')} is not here.`,
  );
  const last = words.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  return new Error(`Docker Compose cannot start ${system.compose}: ${last}${images.join('')}`, {
    cause: error,
  });
}

/** By image: the services that need it. */
async function missingImages(
  services: ReadonlyMap<string, ComposeService>,
): Promise<ReadonlyMap<string, string[]>> {
  const needed = new Map<string, string[]>();
  for (const [name, { image }] of services)
    if (image !== '') needed.set(image, [...(needed.get(image) ?? []), name]);
  const missing = new Map<string, string[]>();
  for (const [image, users] of needed) if (!(await isHere(image))) missing.set(image, users);
  return missing;
}

function isHere(image: string): Promise<boolean> {
  return docker(['image', 'inspect', '--format', '{{.Id}}', image]).then(
    () => true,
    () => false,
  );
}
