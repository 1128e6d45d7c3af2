import { setTimeout as pause } from 'node:timers/promises';
import { getContainerRuntimeClient, type WaitStrategy } from 'testcontainers';
import { haproxyProcess } from '../haproxy-servers.js';
import { outputOf } from './last-words.js';

type Waiting = Parameters<WaitStrategy['waitUntilReady']>;

/** Waits until HAProxy answers at its runtime socket: by then it listens everywhere. */
export class HaproxyAnswers implements WaitStrategy {
  readonly #socketPort: number;
  #timeoutMs = 60_000;
  #set = false;

  /** @param socketPort The port of the socket inside of the container. */
  constructor(socketPort: number) {
    this.#socketPort = socketPort;
  }

  /** @throws as soon as the container has ended, and at the deadline, with its last words. */
  async waitUntilReady(container: Waiting[0], ports: Waiting[1]): Promise<void> {
    const { host } = (await getContainerRuntimeClient()).info.containerRuntime;
    const connect = { host, port: ports.getBinding(this.#socketPort) };
    const end = performance.now() + this.#timeoutMs;
    for (;;) {
      if (await haproxyProcess({ kind: 'socket', connect }).catch(() => null)) return;
      const { Running } = (await container.inspect()).State;
      if (!Running || performance.now() >= end)
        throw new Error(
          `HAProxy ${Running ? `does not answer after ${this.#timeoutMs / 1000} s` : 'has ended'}. Its last words:\n${await outputOf(container.id)}`,
        );
      await pause(50);
    }
  }

  withStartupTimeout(timeoutMs: number): this {
    this.#timeoutMs = timeoutMs;
    this.#set = true;
    return this;
  }

  isStartupTimeoutSet(): boolean {
    return this.#set;
  }

  getStartupTimeout(): number {
    return this.#timeoutMs;
  }
}
