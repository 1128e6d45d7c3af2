import { docker, dockerOutputs } from './docker-command.js';

/** One start of compose files. Several can run beside each other. */
export interface ComposeProject {
  /** Marks every container and network of it, as the label `com.docker.compose.project`. */
  name: string;
  /** Each adds to those before it. */
  files: readonly string[];
  profiles: readonly string[];
  /** The variables that the files read, beyond those of this process. */
  env: Readonly<Record<string, string>>;
}

/** One container of a project. */
export interface ProjectContainer {
  id: string;
  service: string;
  running: boolean;
  /** On the networks that it is in; empty when it does not run. */
  addresses: readonly string[];
}

/** Runs `docker compose` for a project, and resolves to what it wrote to both of its outputs. */
export async function compose(project: ComposeProject, argv: readonly string[]): Promise<string> {
  const which = [
    ...['--progress', 'quiet', '--project-name', project.name],
    ...project.files.flatMap((file) => ['--file', file]),
    ...project.profiles.flatMap((profile) => ['--profile', profile]),
  ];
  return dockerOutputs(['compose', ...which, ...argv], { ...process.env, ...project.env });
}

/** The containers of a project, running or not. */
export async function projectContainers(project: ComposeProject): Promise<ProjectContainer[]> {
  const filter = `label=${projectLabel(project.name)}`;
  const listed = await docker(['ps', '--all', '--quiet', '--no-trunc', '--filter', filter]);
  const ids = listed.split('\n').filter((id) => id !== '');
  if (ids.length === 0) return [];
  const inspected = JSON.parse(await docker(['inspect', ...ids])) as InspectedContainer[];
  return inspected.map(({ Id, Config, State, NetworkSettings }) => ({
    id: Id,
    service: Config.Labels['com.docker.compose.service'] ?? '',
    running: State.Running,
    addresses: Object.values(NetworkSettings.Networks).flatMap(({ IPAddress }) => IPAddress || []),
  }));
}

export function projectLabel(name: string): string {
  return `com.docker.compose.project=${name}`;
}

/** The answer of `docker inspect` for a container, as far as it is used. */
interface InspectedContainer {
  Id: string;
  Config: { Labels: Record<string, string> };
  State: { Running: boolean };
  NetworkSettings: { Networks: Record<string, { IPAddress: string }> };
}
