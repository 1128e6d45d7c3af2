import type { Log } from '../seen/log.js';
import type { RegistrationBody } from './registration-body.js';

/** How far a registration has come, as far as is known: what is said of it, and who waits for it. */
export class Standing {
  readonly #log: Log;
  readonly #onTaken: (() => void)[] = [];
  #state: 'new' | 'tried' | 'registered' | 'lost' = 'new';
  #timesLost = 0;
  #complaint = '';
  #taken: (taken: boolean) => void = () => {};
  #attempted: (failure: string | null) => void = () => {};
  /** True once Consul has taken it, false if the service left before. */
  readonly registered: Promise<boolean>;
  /** Why the first attempt has failed; null when it has not. */
  readonly firstAttempt: Promise<string | null>;

  constructor(log: Log) {
    this.#log = log;
    this.registered = new Promise((resolve) => {
      this.#taken = resolve;
    });
    this.firstAttempt = new Promise((resolve) => {
      this.#attempted = resolve;
    });
  }

  /** Whether nothing of the service was ever sent to Consul. */
  get isNew(): boolean {
    return this.#state === 'new';
  }

  /** Whether Consul has it. */
  get isRegistered(): boolean {
    return this.#state === 'registered';
  }

  /** Whether Consul had it, and has it no longer. */
  get isLost(): boolean {
    return this.#state === 'lost';
  }

  /** Whether Consul has it or had it. */
  get wasTaken(): boolean {
    return this.isRegistered || this.isLost;
  }

  /** How often it was lost or changed by somebody else. */
  get timesLost(): number {
    return this.#timesLost;
  }

  /** Calls this each time that Consul has taken it. */
  whenTaken(call: () => void): void {
    this.#onTaken.push(call);
  }

  /** It is being sent: from now on Consul may have it. */
  tries(): void {
    if (this.isNew) this.#state = 'tried';
  }

  /** Consul, at this URL, has it. */
  isTaken({ ID, Address, Port }: RegistrationBody, url: string): void {
    if (!this.isRegistered) {
      const place = `${Address.includes(':') ? `[${Address}]` : Address}:${Port}`;
      const again = this.#timesLost > 0 ? ' again' : '';
      this.#log.info(`registered as ${ID} at Consul (${url}) with ${place}${again}`, {
        event: 'registered',
        instance: ID,
      });
    }
    this.#state = 'registered';
    this.#complaint = '';
    this.#taken(true);
    this.#attempted(null);
    for (const call of this.#onTaken) call();
  }

  /** Consul has it no longer as it was. Each loss counts once; `line` says how it was noticed. */
  loses(instance: string, line: string): void {
    this.#timesLost++;
    this.#state = 'lost';
    this.#log.warn(line, { event: 'lost', instance });
  }

  /** Somebody else has its place, which counts when they are named; or it was taken out. */
  isGone(): void {
    this.#state = 'lost';
  }

  /** The one who has its place is named. */
  countsRival(): void {
    this.#timesLost++;
  }

  /** Consul could not be told. Said once, not at every attempt. */
  fails({ message }: Error): void {
    if (message !== this.#complaint)
      this.#log.warn(
        this.wasTaken
          ? `Consul cannot be told, trying on: ${message}`
          : `not registered, trying on: ${message}`,
        { event: 'consul', reason: message },
      );
    this.#complaint = message;
    this.#attempted(message);
  }

  /** The service has left. */
  ends(): void {
    this.#taken(false);
  }
}
