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

/** What Docker and Compose call the settings of a container, as far as it is compared. */
interface Settings {
  image: string | undefined;
  environment: Readonly<Record<string, string | null>>;
}

/**
 * Another replica must be like those that run: variables that the project was started with may be missing here. (The hash that
 * Compose keeps of a container's settings is another one for each replica that was started without what it depends on.)
 *
 * @throws when the service as it is read here is not the one that runs.
 */
async function expectSame(project: ComposeProject, service: string): Promise<void> {
  const [running] = await containersOf(project.name, service);
  if (running === undefined) return;
  const [wanted, found] = await Promise.all([settingsInFiles(project, service), settingsOf(running)]);
  const other = Object.entries(wanted.environment).find(
    ([name, value]) => value !== null && found.environment[name] !== value,
  );
  if (other === undefined && (wanted.image === undefined || wanted.image === found.image)) return;
  throw new Error(
    `${service} of the compose project ${project.name} runs with other settings than ${project.files.join(', ')} have here (${other === undefined ? 'its image' : other[0]}): a file or a variable has changed since it was started. Set the variables that it was started with.`,
  );
}

async function settingsInFiles({ name, files }: ComposeProject, service: string): Promise<Settings> {
  const which = ['--project-name', name, ...files.flatMap((file) => ['--file', file])];
  const { services } = JSON.parse(await docker(['compose', ...which, 'config', '--format', 'json']));
  const { image, environment } = services[service] ?? {};
  return { image, environment: environment ?? {} };
}

async function settingsOf(container: string): Promise<Settings> {
  const [{ Config }] = JSON.parse(await docker(['inspect', container]));
  const variables = (Config.Env as readonly string[]).map((one) => {
    const at = one.indexOf('=');
    return [one.slice(0, at), one.slice(at + 1)] as const;
  });
  return { image: Config.Image, environment: Object.fromEntries(variables) };
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
