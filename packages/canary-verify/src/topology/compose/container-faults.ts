import { quoted } from '../../text/usage-error.js';
import type { Replica } from '../topology.js';
import { type ComposeProject, projectContainers } from './compose-project.js';
import { type CutOff, cutOff, reconnect } from './cut-off.js';
import { docker } from './docker-command.js';

/** What happens to single replicas of a project, on purpose. */
export class ContainerFaults {
  readonly #project: ComposeProject;
  readonly #known: () => Promise<readonly Replica[]>;
  /** By the instance. */
  readonly #cutOff = new Map<string, CutOff>();

  /** @param known What Consul knows now. */
  constructor(project: ComposeProject, known: () => Promise<readonly Replica[]>) {
    this.#project = project;
    this.#known = known;
  }

  async signal(instance: string, signal: NodeJS.Signals): Promise<void> {
    await docker(['kill', '--signal', signal, await this.#containerOf(instance)]);
  }

  /** Stops every process of a replica where it is. Its connections stay open, and nobody answers. */
  async pause(instance: string): Promise<void> {
    await docker(['pause', await this.#containerOf(instance)]);
  }

  /** Takes its container out of its networks. Open connections hang, as when a cable is pulled. */
  async partition(instance: string): Promise<void> {
    if (!this.#cutOff.has(instance))
      this.#cutOff.set(instance, await cutOff(await this.#containerOf(instance)));
  }

  async heal(instance: string): Promise<void> {
    const cut = this.#cutOff.get(instance);
    const container = cut?.container ?? (await this.#containerOf(instance));
    const paused = await docker(['inspect', '--format', '{{.State.Paused}}', container]);
    if (paused.trim() === 'true') await docker(['unpause', container]);
    if (cut !== undefined) await reconnect(cut, instance);
    this.#cutOff.delete(instance);
  }

  /** A container that comes meanwhile would get the address of the one that is cut off, and be taken for it. */
  refuseWhileCutOff(what: string): void {
    const [instance] = this.#cutOff.keys();
    if (instance !== undefined)
      throw new Error(
        `${instance} is cut off: a container that is started now would get its address. Heal it before the topology is ${what}.`,
      );
  }

  /** The id of the container of a replica. */
  async #containerOf(instance: string): Promise<string> {
    const known = await this.#known();
    const address = known.find((replica) => replica.instance === instance)?.address;
    const containers = await projectContainers(this.#project);
    const container = containers.find((one) => one.running && one.addresses.includes(address ?? ''));
    if (container !== undefined) return container.id;
    const names = known.map((replica) => replica.instance).join(', ');
    throw new Error(`No replica ${quoted(instance)} runs here; Consul knows ${names}`);
  }
}
