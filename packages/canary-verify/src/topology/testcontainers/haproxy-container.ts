import { GenericContainer, getContainerPort } from 'testcontainers';
import { readHaproxyConfig } from '../../haproxy/index.js';
import { socketPort, withSocket } from '../proxy/own-socket.js';
import { servicePorts, statisticsPage } from '../proxy/proxy-configuration.js';
import { configurationText, oneWord, serverLines, templateLine } from './configuration-text.js';
import { HaproxyAnswers } from './haproxy-answers.js';
import { outputOf, removeContainer } from './last-words.js';
import { mapFileText, mapPath } from './map-file.js';
import { CONFIG_FILE, type HaproxyPorts, StartedHaproxyContainer } from './started-haproxy-container.js';

/**
 * HAProxy in a container, as a master with workers, so that a reload loses no request. Without `withConfig` one frontend at port 80
 * leads to the first backend.
 *
 * @example
 * import { HaproxyContainer } from 'canary-verify/testcontainers';
 *
 * await using haproxy = await new HaproxyContainer('haproxy:3.0.25')
 *   .withServers('shop', ['192.0.2.1:8080 weight 9', '192.0.2.2:8080 weight 1'])
 *   .start();
 * console.log(haproxy.getUrl());
 */
export class HaproxyContainer extends GenericContainer {
  readonly #image: string;
  readonly #backends = new Map<string, string[]>();
  #text: string | null = null;
  #consulDns: string | null = null;
  /** The container that is being started. */
  #id: string | null = null;

  /** @param image An image with `haproxy` on its PATH, such as `haproxy:3.0.25`. */
  constructor(image: string) {
    super(image);
    this.#image = image;
    // Also for images whose entry point adds it: said twice it means the same.
    this.withCommand(['haproxy', '-W', '-db', '-f', CONFIG_FILE]);
  }

  /** The configuration to begin with, as text. What the other methods add stands behind it. */
  withConfig(text: string): this {
    this.#text = text;
    return this;
  }

  /**
   * Adds servers to a backend, which stands behind the configuration: `web:8080`, or `web:8080 weight 9` with what else a `server`
   * line has.
   */
  withServers(backend: string, servers: readonly string[]): this {
    return this.#add('withServers', backend, serverLines(backend, servers));
  }

  /**
   * Has Consul's DNS fill backends with the replicas of services, 20 of each at most.
   *
   * @param address Consul's DNS as this container reaches it: `consul:8600`.
   * @param backends By the name of a backend: services of Consul.
   */
  withConsulDns(address: string, backends: Readonly<Record<string, readonly string[]>>): this {
    this.#consulDns = oneWord('withConsulDns', address);
    for (const [backend, services] of Object.entries(backends))
      this.#add('withConsulDns', backend, services.map(templateLine));
    return this;
  }

  /** Puts a map where the configuration looks for it: `map(/etc/haproxy/share.map)`. */
  withMap(path: string, entries: Readonly<Record<string, string>>): this {
    const content = mapFileText(Object.entries(entries));
    return this.withCopyContentToContainer([{ content, target: mapPath(path) }]);
  }

  /** @throws Error with HAProxy's last words when it does not start. */
  override async start(): Promise<StartedHaproxyContainer> {
    const ports = this.#prepare();
    try {
      const written = (text: string | null) => this.#written(text);
      const environment = { ...this.environment };
      return new StartedHaproxyContainer(await super.start(), {
        ports,
        written,
        text: this.#text,
        environment,
      });
    } catch (error) {
      throw await this.#startError(error);
    }
  }

  /** @internal Notes the container, so that one that does not start can be removed. */
  protected override async containerCreated(id: string): Promise<void> {
    this.#id = id;
  }

  #add(method: string, backend: string, lines: readonly string[]): this {
    const name = oneWord(method, backend);
    this.#backends.set(name, [...(this.#backends.get(name) ?? []), ...lines]);
    return this;
  }

  #written(text: string | null): string {
    return configurationText({ text, consulDns: this.#consulDns, backends: this.#backends });
  }

  /** Finds out which ports are listened on, and puts the configuration into place. */
  #prepare(): HaproxyPorts {
    const text = this.#written(this.#text);
    const config = readHaproxyConfig([{ file: CONFIG_FILE, text }], this.environment);
    const service = [...new Set(servicePorts(config))];
    const page = statisticsPage(config);
    const listening = [...service, ...(page === null ? [] : [page.port])];
    const exposed = this.exposedPorts.map((port) => getContainerPort(port));
    const socket = socketPort([...listening, ...exposed]);
    const missing = [...listening, socket].filter((port) => !exposed.includes(port));
    this.withExposedPorts(...missing)
      .withCopyContentToContainer([{ content: withSocket(text, socket), target: CONFIG_FILE }])
      .withWaitStrategy(new HaproxyAnswers(socket));
    return { service, page, socket };
  }

  async #startError(error: unknown): Promise<unknown> {
    const id = this.#id;
    if (id === null) return error;
    const output = await outputOf(id);
    await removeContainer(id);
    const words = error instanceof Error ? error.message : String(error);
    if (output === null || words.includes(output))
      return new Error(`${this.#image}: ${words}`, { cause: error });
    return new Error(`${this.#image} did not start (${words}). Its last words:\n${output}`, { cause: error });
  }
}
