import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type ComposeProject, type ProjectContainer, projectLabel } from './compose-project.js';
import { docker, dockerOutputs } from './docker-command.js';

/** The containers to watch, and the time from which on. */
export interface DeathWatch {
  project: ComposeProject;
  needed: readonly ProjectContainer[];
  /** In milliseconds since 1970. */
  since: number;
  /** Ends the watch without an answer. */
  signal: AbortSignal;
}

/** @throws when one of the containers does not run, with its last words. */
export async function expectRunning(containers: readonly ProjectContainer[]): Promise<void> {
  const dead = containers.find((container) => !container.running);
  if (dead !== undefined) throw await deathOf(dead);
}

/** Fails as soon as one of the containers has ended, with its last words: for waiting on something that they should bring about. */
export async function failWhenContainerEnds({ project, needed, since, signal }: DeathWatch): Promise<never> {
  const filters = ['type=container', 'event=die', `label=${projectLabel(project.name)}`];
  const events = spawn(
    'docker',
    [
      ...['events', '--since', (since / 1000).toFixed(3), '--format', '{{.ID}}'],
      ...filters.flatMap((filter) => ['--filter', filter]),
    ],
    { stdio: ['ignore', 'pipe', 'ignore'], signal },
  );
  // Ended by the signal, or not there at all: then the deadline of the waiting decides alone.
  events.on('error', () => {});
  for await (const id of createInterface({ input: events.stdout })) {
    const dead = needed.find((container) => container.id === id);
    if (dead === undefined) continue;
    events.kill();
    throw await deathOf(dead);
  }
  return new Promise<never>(() => {});
}

async function deathOf({ id, service }: ProjectContainer): Promise<Error> {
  const format = '{{.State.ExitCode}} {{.Config.Image}}';
  const [lastWords, state] = await Promise.all([
    dockerOutputs(['logs', '--tail', '15', id]),
    docker(['inspect', '--format', format, id]),
  ]);
  const [exitCode, image] = state.trim().split(' ');
  return new Error(
    `A container of ${service} (image ${image}) ended with exit code ${exitCode} while it was needed. Its last words:\n${lastWords}`,
  );
}
