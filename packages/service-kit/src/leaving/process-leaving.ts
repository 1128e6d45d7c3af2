import { constants } from 'node:os';
import type { Log } from '../seen/log.js';
import { type Departure, isClean } from './departure.js';
import type { Leaving } from './leaving.js';
import { leaveTogether, partOf } from './member.js';
import { keepListening, swallowOwnSignals } from './own-signals.js';

/** A service that leaves when its process does. */
export interface Leaver {
  leaving: Leaving;
  /** The signals on which the process leaves; none: its owner sees to that. */
  signals: readonly NodeJS.Signals[];
  log: Log;
}

/** Signals of the same kind so close together are one: process managers send them to a group and to its first process. */
const SAME_MS = 1_000;
/** After the deadline the process ends, whatever hangs. */
const PATIENCE_MS = 1_000;

/** The leaving of the process. There is one, however many services it has and whoever asks. */
class ProcessLeaving {
  readonly #leavers = new Set<Leaver>();
  readonly #heard = new Map<NodeJS.Signals, (signal: NodeJS.Signals) => void>();
  #leaving: Promise<readonly Departure[]> | null = null;
  /** Of those that leave; null while nobody does. */
  #departures: Promise<Departure>[] | null = null;
  #first: { signal: string; at: number } | null = null;
  /** Something was lost, or nobody knows what: the process has crashed. */
  #failed = false;
  #exiting = false;
  #stopKeeping: () => void = () => {};

  /** Takes a service in. Returns what lets it go. */
  join(leaver: Leaver): () => void {
    this.#leavers.add(leaver);
    for (const signal of leaver.signals) this.#hear(signal);
    if (leaver.signals.length > 0 && !process.listeners('uncaughtException').includes(this.#onCrash))
      process.on('uncaughtException', this.#onCrash);
    // Whoever comes while the others leave goes at once.
    this.#departures?.push(leaver.leaving.stop());
    return () => {
      this.#leavers.delete(leaver);
      if (this.#exiting && !isClean(leaver.leaving.soFar)) this.#failed = true;
      if (![...this.#leavers].some(({ signals }) => signals.length > 0)) this.#hearNothing();
    };
  }

  /** Leaves with all services of the process. Asked again it is the same leaving. */
  leave(): Promise<readonly Departure[]> {
    // Of its parts, none waits for the whole.
    if (partOf.getStore() !== undefined)
      return Promise.all([...this.#leavers].map(({ leaving }) => leaving.stop()));
    this.#leaving ??= this.#leaveAll().finally(() => {
      this.#leaving = null;
    });
    return this.#leaving;
  }

  async #leaveAll(): Promise<readonly Departure[]> {
    const all = [...this.#leavers].map(({ leaving }) => leaving);
    const departures: Promise<Departure>[] = [];
    this.#departures = departures;
    // One that has begun by itself goes on by itself.
    const staying = all.filter(({ departure }) => departure === null);
    if (staying.length > 0) void leaveTogether(staying);
    departures.unshift(...all.flatMap(({ departure }) => departure ?? []));
    const left: Departure[] = [];
    // One that starts meanwhile comes to the end of the list.
    for (const departure of departures) left.push(await departure);
    this.#departures = null;
    return left;
  }

  #hear(signal: NodeJS.Signals): void {
    if (this.#heard.has(signal)) return;
    const listener = (heard: NodeJS.Signals) => this.#onSignal(heard);
    this.#heard.set(signal, listener);
    process.on(signal, listener);
  }

  #hearNothing(): void {
    this.#stopKeeping();
    for (const [signal, listener] of this.#heard) process.off(signal, listener);
    this.#heard.clear();
    process.off('uncaughtException', this.#onCrash);
  }

  /**
   * A signal that comes again belongs to the same leave: frameworks send it to their own process once their hooks are
   * through, process managers send it twice. Only a person's second Ctrl-C means: at once.
   */
  #onSignal(signal: NodeJS.Signals): void {
    const now = performance.now();
    if (this.#first === null) {
      this.#first = { signal, at: now };
      this.#say(`${signal}: leaving (Ctrl-C ends the process at once)`);
      this.#leaveAndExit();
      return;
    }
    const same = signal === this.#first.signal && now - this.#first.at < SAME_MS;
    if (signal === 'SIGINT' && !same) this.#exit(128 + constants.signals[signal]);
    this.#again(signal);
  }

  /** What nobody has caught: the state of the process is not known any more, but its requests need not be lost. */
  readonly #onCrash = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin) => {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const [first] = this.#leavers;
    first?.log.error(`${origin}: ${stack}`, { event: 'crash' });
    this.#failed = true;
    this.#first ??= { signal: origin, at: performance.now() };
    this.#leaveAndExit();
  };

  #leaveAndExit(): void {
    if (this.#exiting) return;
    this.#exiting = true;
    swallowOwnSignals([...this.#heard.keys()], (signal) => this.#again(signal));
    this.#stopKeeping = keepListening(this.#heard);
    process.once('exit', this.#onExit);
    const most = Math.max(...[...this.#leavers].map(({ leaving }) => leaving.totalMs));
    const late = setTimeout(() => {
      this.#say('the deadline has passed: ending');
      this.#exit(1);
    }, most + PATIENCE_MS);
    late.unref();
    void this.leave().then(() => this.#exit(this.#failed ? 1 : undefined));
  }

  /** The application has ended the process, perhaps before it had left: that must not look well. */
  readonly #onExit = () => {
    if (this.#failed || this.#leavers.size > 0) process.exitCode ||= 1;
    this.#say('the application has ended the process while it was leaving');
  };

  #exit(code: number | undefined): void {
    process.off('exit', this.#onExit);
    process.exit(code);
  }

  #again(signal: NodeJS.Signals): void {
    this.#say(`${signal} again: already leaving`);
  }

  #say(line: string): void {
    // Once, though there may be several services: mostly they share a log.
    const [first] = this.#leavers;
    first?.log.info(line, { event: 'signal' });
  }
}

/** The same for all copies of this library in the process: two would end it when the first is through. */
const KEY = Symbol.for('service-kit.process-leaving.1');
const shared = globalThis as { [KEY]?: ProcessLeaving };

export function processLeaving(): ProcessLeaving {
  shared[KEY] ??= new ProcessLeaving();
  return shared[KEY];
}

/**
 * Leaves with all services of the process, as on a signal, but without ending the process: for programs that are told to
 * end in another way. Resolves with how each has left.
 */
export function leave(): Promise<readonly Departure[]> {
  return processLeaving().leave();
}
