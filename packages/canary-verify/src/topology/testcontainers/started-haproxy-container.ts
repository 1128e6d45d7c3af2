import { AbstractStartedContainer, type StartedTestContainer } from 'testcontainers';
import {
  addMapEntry,
  commandRuntime,
  placeName,
  readHaproxyConfig,
  type StatsPlace,
  setMapValue,
  showMap,
} from '../../haproxy/index.js';
import { haproxyProcess } from '../haproxy-servers.js';
import { stateFile, withServersState, withSocket } from '../proxy/own-socket.js';
import type { PageInside } from '../proxy/proxy-configuration.js';
import { untilWorkerReplaced } from '../proxy/replaced-worker.js';
import { stateFor } from '../proxy/servers-state.js';
import { mapFileText, mapPath } from './map-file.js';

/** Where the image of HAProxy reads its configuration. */
export const CONFIG_FILE = '/usr/local/etc/haproxy/haproxy.cfg';
const CHECKED_FILE = '/usr/local/etc/haproxy/checked.cfg';

/** A reload that takes longer has failed, in milliseconds. */
const RELOAD_MS = 30_000;

/** The ports inside of the container. */
export interface HaproxyPorts {
  /** The first is the usual one. */
  service: readonly number[];
  /** Null if the configuration opens no statistics page. */
  page: PageInside | null;
  /** Of the runtime socket. */
  socket: number;
}

/** What a container of HAProxy was made with. */
export interface MadeWith {
  ports: HaproxyPorts;
  /** The whole configuration for a text of the user. */
  written: (text: string | null) => string;
  text: string | null;
  /** Variables that the configuration may name. */
  environment: Readonly<Record<string, string>>;
}

/** A running HAProxy. */
export class StartedHaproxyContainer extends AbstractStartedContainer {
  readonly #made: MadeWith;
  #text: string | null;

  /** @internal */
  constructor(started: StartedTestContainer, made: MadeWith) {
    super(started);
    this.#made = made;
    this.#text = made.text;
  }

  /**
   * URL of a frontend, as seen from this machine. No trailing slash.
   *
   * @param port The port inside of the container. Default: the first that the configuration listens on.
   */
  getUrl(port?: number): string {
    const inside = port ?? this.#made.ports.service[0];
    if (inside === undefined)
      throw new Error('The configuration listens on no port that could be read from it: say which one.');
    return this.#at(inside);
  }

  /** URL of the statistics page. */
  getStatsUrl(): string {
    const { page } = this.#made.ports;
    if (page === null)
      throw new Error(
        'The configuration opens no statistics page; getRuntimeSocket() says the same and more.',
      );
    return `${this.#at(page.port)}${page.path}`;
  }

  /** The runtime socket, `localhost:9999`: for `haproxyStats` of `verify`, `explain` and `untilRouted`. */
  getRuntimeSocket(): string {
    return placeName(this.#socket());
  }

  /** Sets the value of a key in a map, in the running HAProxy and in the file that the next reload loads. */
  async setMap(path: string, key: string, value: string): Promise<void> {
    const { signal } = new AbortController();
    const socket = this.#socket();
    const before = await showMap(socket, mapPath(path), signal);
    const isThere = before.some((entry) => entry.key === key);
    await (isThere ? setMapValue : addMapEntry)(socket, { map: path, key, value }, signal);
    const now = await showMap(socket, path, signal);
    const content = mapFileText(now.map((entry) => [entry.key, entry.value]));
    await this.copyContentToContainer([{ content, target: path }]);
  }

  /**
   * Has HAProxy check a configuration and take it on without losing a request: the new worker begins with the servers of the old
   * one. Without an argument it loads its files again.
   *
   * @throws Error with HAProxy's words when it does not accept the configuration: it runs on with the old one.
   */
  async reload(text: string | null = this.#text): Promise<void> {
    const { socket: port } = this.#made.ports;
    const written = this.#made.written(text);
    await this.#check(withSocket(written, port));
    const socket = this.#socket();
    const { pid: before } = await haproxyProcess(socket);
    const servers = await commandRuntime(socket, ['show', 'servers', 'state'], new AbortController().signal);
    const config = readHaproxyConfig([{ file: CONFIG_FILE, text: written }], this.#made.environment);
    await this.copyContentToContainer([
      { content: stateFor(servers, config), target: stateFile() },
      { content: withServersState(written, port), target: CONFIG_FILE },
    ]);
    try {
      await this.#run(['sh', '-c', 'kill -USR2 1']);
      await untilWorkerReplaced({ socket, before, timeoutMs: RELOAD_MS });
      this.#text = text;
    } finally {
      // A HAProxy that is restarted later would begin with servers of another time.
      const content = withSocket(this.#made.written(this.#text), port);
      await this.copyContentToContainer([{ content, target: CONFIG_FILE }]);
    }
  }

  async #check(content: string): Promise<void> {
    await this.copyContentToContainer([{ content, target: CHECKED_FILE }]);
    const { exitCode, output } = await this.exec(['haproxy', '-c', '-f', CHECKED_FILE]);
    if (exitCode !== 0) throw new Error(`HAProxy does not accept the configuration:\n${output}`);
  }

  async #run(command: string[]): Promise<void> {
    const { exitCode, output } = await this.exec(command);
    if (exitCode !== 0) throw new Error(`${command.join(' ')} ended with ${exitCode}: ${output}`);
  }

  #at(inside: number): string {
    return `http://${this.getHost()}:${this.getMappedPort(inside)}`;
  }

  #socket(): Extract<StatsPlace, { kind: 'socket' }> {
    const connect = { host: this.getHost(), port: this.getMappedPort(this.#made.ports.socket) };
    return { kind: 'socket', connect };
  }
}
