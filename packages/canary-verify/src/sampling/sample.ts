import type { Observation } from '../observation.js';
import type { ResolvedOptions } from '../options.js';
import { Connection, type Destination } from './connection.js';
import { DispatchOrder } from './dispatch-order.js';

/** What the sampler is asked for, and where its observations go. */
export interface Demand {
  /** The arm of the next request; null when no more are wanted. */
  nextArm(): number | null;
  /** Takes observations in the order of their dispatch; false ends the run, whatever is still under way. */
  take(observation: Observation): boolean;
}

export type Address = Destination['address'];

/** How far dispatch may run ahead of the oldest request under way: bounds memory while one of them hangs. */
const MOST_AHEAD = 10_000;

/** Sends requests over `connections` connections, spread over the addresses, until the demand is met or `signal` aborts. */
export async function sample(
  options: ResolvedOptions,
  addresses: readonly Address[],
  demand: Demand,
  signal: AbortSignal,
): Promise<void> {
  const sampler = new Sampler(options, addresses, demand);
  const stop = () => sampler.end();
  signal.addEventListener('abort', stop, { once: true });
  const deadlines = setInterval(() => sampler.checkDeadlines(), Math.min(100, options.timeoutMs / 4));
  try {
    if (!signal.aborted) await sampler.run();
  } finally {
    signal.removeEventListener('abort', stop);
    clearInterval(deadlines);
    await sampler.close();
  }
}

class Sampler {
  readonly #arms: ResolvedOptions['arms'];
  readonly #demand: Demand;
  readonly #connections: readonly Connection[];
  readonly #order: DispatchOrder<Observation>;
  #idle: Connection[];
  #sent = 0;
  #underWay = 0;
  #ended = false;
  #resolve = (): void => {};

  constructor(options: ResolvedOptions, addresses: readonly Address[], demand: Demand) {
    this.#arms = options.arms;
    this.#demand = demand;
    this.#connections = Array.from({ length: options.connections }, (_, index) => {
      const address = addresses[index % addresses.length];
      if (address === undefined) throw new RangeError('sample needs at least one address');
      return new Connection({ target: options.target, address, timeoutMs: options.timeoutMs });
    });
    this.#idle = [...this.#connections];
    this.#order = new DispatchOrder((observation) => {
      if (!this.#ended && !demand.take(observation)) this.end();
    });
  }

  run(): Promise<void> {
    const over = new Promise<void>((resolve) => {
      this.#resolve = resolve;
    });
    this.#employIdle();
    return over;
  }

  end(): void {
    this.#ended = true;
    this.#resolve();
  }

  checkDeadlines(): void {
    const now = performance.now();
    for (const connection of this.#connections) connection.checkDeadline(now);
  }

  async close(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.destroy()));
  }

  /** Gives every idle connection a request, as far as there is demand. */
  #employIdle(): void {
    while (!this.#ended && this.#idle.length > 0 && this.#sent - this.#order.next < MOST_AHEAD) {
      const arm = this.#demand.nextArm();
      if (arm === null) break;
      const connection = this.#idle.pop();
      if (connection !== undefined) this.#send(connection, arm);
    }
    if (this.#underWay === 0) this.end();
  }

  #send(connection: Connection, arm: number): void {
    const sequence = this.#sent++;
    this.#underWay++;
    connection.send(this.#arms[arm]?.headers ?? {}, (outcome, durationMs) => {
      this.#underWay--;
      this.#idle.push(connection);
      this.#order.put(sequence, { arm, outcome, durationMs });
      // Only once the client has finished with this response.
      queueMicrotask(() => this.#employIdle());
    });
  }
}
