import type { ServiceProgram } from '../topology.js';
import { LOOPBACK, type Ports } from './infrastructure.js';
import { type RunningProcess, startProcess } from './running-process.js';

/** Leaving takes the drain delay and what is in flight; beyond this a replica is killed, in milliseconds. */
const LEAVE_GRACE_MS = 30_000;

/** The processes of the services' replicas. */
export class LocalReplicas {
  readonly #programs: Readonly<Record<string, ServiceProgram>>;
  readonly #ports: Ports;
  /** By service, then by the number in the instance's name. */
  readonly #running = new Map<string, Map<number, RunningProcess>>();

  constructor(programs: Readonly<Record<string, ServiceProgram>>, ports: Ports) {
    this.#programs = programs;
    this.#ports = ports;
  }

  all(): RunningProcess[] {
    return [...this.#running.values()].flatMap((replicas) => [...replicas.values()]);
  }

  of(service: string): RunningProcess[] {
    return [...(this.#running.get(service)?.values() ?? [])];
  }

  /** How many run, by the name that they have in Consul: a program may register under another name than its own. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const [name, { env }] of Object.entries(this.#programs)) {
      const service = env.SERVICE_NAME ?? name;
      counts[service] = (counts[service] ?? 0) + this.of(name).length;
    }
    return counts;
  }

  named(instance: string): RunningProcess | undefined {
    return this.all().find(({ name }) => name === instance);
  }

  /** Starts what is missing and has the newest leave until there are `count`. Resolves when those have left. */
  async scale(service: string, count: number): Promise<void> {
    const replicas = this.#running.get(service) ?? new Map<number, RunningProcess>();
    this.#running.set(service, replicas);
    for (let number = 1; replicas.size < count; number++)
      if (!replicas.has(number)) this.#start(service, number, replicas);
    const newestFirst = [...replicas.keys()].sort((one, other) => other - one);
    await Promise.all(
      newestFirst.slice(0, replicas.size - count).map((number) => replicas.get(number)?.end(LEAVE_GRACE_MS)),
    );
  }

  #start(service: string, number: number, replicas: Map<number, RunningProcess>): void {
    const program = this.#programs[service];
    if (program === undefined) {
      const known = Object.keys(this.#programs).join(', ');
      throw new Error(
        `The topology has no program for the service ${JSON.stringify(service)}; it has ${known}`,
      );
    }
    const [command, ...argv] = program.command;
    const name = `${service}-${number}`;
    const replica = startProcess({
      name,
      command,
      argv,
      env: { ...this.#environment(service, name), ...program.env },
    });
    replicas.set(number, replica);
    void replica.ended.then(() => replicas.get(number) === replica && replicas.delete(number));
  }

  #environment(service: string, instance: string): Record<string, string> {
    const { consulHttp, redis, service: frontend } = this.#ports;
    return {
      SERVICE_NAME: service,
      SERVICE_ID: instance,
      SERVICE_ADDRESS: LOOPBACK,
      PORT: '0',
      CONSUL_HTTP_ADDR: `${LOOPBACK}:${consulHttp}`,
      REDIS_URL: `redis://${LOOPBACK}:${redis}`,
      SERVICE_URL: `http://${LOOPBACK}:${frontend}`,
    };
  }
}
