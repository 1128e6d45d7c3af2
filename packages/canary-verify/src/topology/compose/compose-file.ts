import { UsageError } from '../../text/usage-error.js';
import { DockerError, docker } from './docker-command.js';
import type { System } from './system-definition.js';

/** A file that a service mounts. */
export interface Mount {
  /** On this machine. */
  source: string;
  /** In the container. */
  target: string;
}

/** A file of the compose file's own section `configs`, as a service has it. */
export interface ComposeConfig {
  /** Its name in that section. */
  name: string;
  /** In the container. */
  target: string;
  /** On this machine; null where the compose file has the text itself, or names a variable for it. */
  file: string | null;
}

/** A service of a compose file, as far as it is used. */
export interface ComposeService {
  image: string;
  command: readonly string[];
  /** The ports inside of the container that are published. */
  ports: readonly number[];
  /** Files and folders of this machine. */
  mounts: readonly Mount[];
  configs: readonly ComposeConfig[];
  /** The number of its containers. */
  replicas: number;
  /** A fixed name of its container: two starts would collide. */
  containerName: string | null;
}

/** What `docker compose config --format json` says of a service, as far as it is used. */
interface ModelService {
  image?: string;
  command?: readonly string[] | null;
  ports?: readonly { target: number }[];
  volumes?: readonly { type: string; source?: string; target: string }[];
  configs?: readonly { source: string; target?: string }[];
  container_name?: string;
  scale?: number;
  deploy?: { replicas?: number };
}

/**
 * Reads a compose file as Compose does: variables, profiles and merged parts are its own affair.
 *
 * @throws UsageError in Compose's words when it cannot be read.
 */
export async function readComposeFile({
  compose,
  profiles,
  env,
}: Pick<System, 'compose' | 'profiles' | 'env'>): Promise<ReadonlyMap<string, ComposeService>> {
  const which = ['compose', '--file', compose, ...profiles.flatMap((profile) => ['--profile', profile])];
  const json = await docker([...which, 'config', '--format', 'json'], { ...process.env, ...env }).catch(
    (error: unknown) => {
      const words = error instanceof DockerError ? error.words : String(error);
      throw new UsageError('compose', `cannot be used: ${words}`);
    },
  );
  const { services = {}, configs = {} } = JSON.parse(json) as Model;
  return new Map(Object.entries(services).map(([name, service]) => [name, serviceOf(service, configs)]));
}

/** What `docker compose config --format json` says, as far as it is used. */
interface Model {
  services?: Record<string, ModelService>;
  configs?: Record<string, { file?: string }>;
}

function serviceOf(service: ModelService, files: NonNullable<Model['configs']>): ComposeService {
  const { image, command, ports, volumes, configs, container_name, scale, deploy } = service;
  return {
    image: image ?? '',
    command: command ?? [],
    ports: (ports ?? []).map(({ target }) => target),
    mounts: (volumes ?? []).flatMap(({ type, source, target }) =>
      type === 'bind' && source !== undefined ? [{ source, target }] : [],
    ),
    configs: (configs ?? []).map(({ source, target }) => {
      return { name: source, target: target ?? `/${source}`, file: files[source]?.file ?? null };
    }),
    replicas: scale ?? deploy?.replicas ?? 1,
    containerName: container_name ?? null,
  };
}
