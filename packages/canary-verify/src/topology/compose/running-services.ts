import { type ComposeProject, compose, projectLabel } from './compose-project.js';
import { docker, dockerOutputs } from './docker-command.js';

/** Services that run already. */
export interface RunningServices {
  scale(service: string, count: number): Promise<void>;
  /** How many replicas of it run, and are not unhealthy or still starting. */
  replicas(service: string): Promise<number>;
  logs(service: string): Promise<string>;
}

/** The services of a compose project by its name. */
export function composeServices(name: string): RunningServices {
  return {
    async scale(service, count) {
      const project = await projectOf(name);
      await expectSame(project, service);
      const only = ['--detach', '--no-recreate', '--no-deps', '--no-build'];
      await compose(project, ['up', ...only, '--scale', `${service}=${count}`, service]);
    },
    async replicas(service) {
      const labels = [projectLabel(name), `com.docker.compose.service=${service}`];
      const filters = labels.flatMap((label) => ['--filter', `label=${label}`]);
      const listed = await docker(['ps', ...filters, '--format', '{{.Status}}']);
      return listed
        .split('\n')
        .filter((status) => status !== '' && !/\((health: starting|unhealthy)\)/.test(status)).length;
    },
    async logs(service) {
      const ids = await containersOf(name, service);
      return (await Promise.all(ids.map((id) => dockerOutputs(['logs', id])))).join('');
    },
  };
}

/** The files that a project was started with, as Compose notes it on its containers. */
async function projectOf(name: string): Promise<ComposeProject> {
  const format = '{{.Label "com.docker.compose.project.config_files"}}';
  const listed = await docker(['ps', '--filter', `label=${projectLabel(name)}`, '--format', format]);
  const [files = ''] = listed.split('\n');
  if (files === '') throw new Error(`No container of the compose project ${name} runs here.`);
  return { name, files: files.split(','), profiles: [], env: {} };
}

/**
 * Another replica must be like those that run: variables that the project was started with may be missing here.
 *
 * @throws when the service as it is read here is not the one that runs.
 */
async function expectSame(project: ComposeProject, service: string): Promise<void> {
  const [running] = await containersOf(project.name, service);
  if (running === undefined) return;
  const format = '{{index .Config.Labels "com.docker.compose.config-hash"}}';
  const [now, then] = await Promise.all([
    compose(project, ['config', '--hash', service]),
    docker(['inspect', '--format', format, running]),
  ]);
  if (now.trim().endsWith(then.trim())) return;
  throw new Error(
    `${service} of the compose project ${project.name} runs with other settings than ${project.files.join(', ')} have here: a file or a variable has changed since it was started. Set the variables that it was started with.`,
  );
}

async function containersOf(name: string, service: string): Promise<string[]> {
  const labels = [projectLabel(name), `com.docker.compose.service=${service}`];
  const listed = await docker([
    'ps',
    '--quiet',
    ...labels.flatMap((label) => ['--filter', `label=${label}`]),
  ]);
  return listed.split('\n').filter((id) => id !== '');
}
