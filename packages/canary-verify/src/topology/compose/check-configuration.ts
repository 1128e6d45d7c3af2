import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ComposeProject, compose } from './compose-project.js';
import { DockerError } from './docker-command.js';
import { overrideFile } from './override-file.js';
import { projectFolder } from './remove-project.js';
import type { SystemPlan } from './system-plan.js';

/** A configuration that is to be checked. */
export interface CheckedConfiguration {
  plan: SystemPlan;
  project: ComposeProject;
  file: string;
}

/**
 * Has HAProxy itself check a configuration, and returns its text. In a container of its own, beside the old HAProxy that serves
 * on: only there the name of Consul can be looked up.
 */
export async function checkConfiguration({ plan, project, file }: CheckedConfiguration): Promise<string> {
  const { system, services, mounted } = plan;
  const text = await readFile(file, 'utf8');
  const folder = await mkdtemp(join(projectFolder(project.name), 'check-'));
  try {
    const override = join(folder, 'compose.yaml');
    const configuration = { source: join(folder, 'haproxy.cfg'), target: mounted.target };
    await writeFile(configuration.source, text);
    await writeFile(
      override,
      overrideFile({ services, ports: [], proxy: system.proxy, mounts: [configuration], labels: {} }),
    );
    const checking = { ...project, files: [...project.files, override] };
    const read = [mounted, ...mounted.further].flatMap(({ target }) => ['-f', target]);
    const only = ['--rm', '--no-deps', '--no-TTY', '--entrypoint', 'haproxy'];
    await compose(checking, ['run', ...only, system.proxy, '-c', ...read]);
    return text;
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    throw new Error(`HAProxy does not accept ${file}:\n${error.words}`, { cause: error });
  } finally {
    await rm(folder, { recursive: true });
  }
}
