import { addressTowards, type FoundAddress, findAddress } from './find-address.js';
import type { Log } from './seen/log.js';
import { ownAddresses } from './surroundings.js';

/**
 * The address that Consul is told: the one that was given, or the one over which Consul is reached. So it is not known before
 * Consul has answered, and it may change when contact was lost.
 */
export class ServiceAddress {
  readonly #listensAt: string;
  readonly #log: Log;
  readonly #isGiven: boolean;
  #found: FoundAddress | null;

  /** @param given What the options say; null if they leave it to us. */
  constructor(given: string | null, { listensAt, log }: { listensAt: string; log: Log }) {
    this.#listensAt = listensAt;
    this.#log = log;
    this.#isGiven = given !== null;
    this.#found = given === null ? null : { address: given, reason: 'the options say so', makeshift: false };
  }

  /** Null as long as it is not decided. */
  get current(): string | null {
    return this.#found?.address ?? null;
  }

  /** Whether it should be decided again: this machine has it no longer, or it was only the best there was. */
  get isDoubtful(): boolean {
    if (this.#isGiven || this.#found === null) return false;
    const { address, makeshift } = this.#found;
    return (
      makeshift || (address !== this.#listensAt && !ownAddresses().some((own) => own.address === address))
    );
  }

  /**
   * Decides it, the first time or where `anew` says so, by the address that the connection to Consul came from (null if it has
   * none). Throws an Error where Consul could not reach the service.
   */
  async decide({ towardsConsul, anew }: { towardsConsul: string | null; anew: boolean }): Promise<string> {
    const before = this.#found;
    if (before !== null && (this.#isGiven || !anew)) return before.address;
    const ways = { listensAt: this.#listensAt, towardsConsul, addressTowards };
    const found = await findAddress({ ...ways, ownAddresses: ownAddresses() });
    this.#found = found;
    if (before?.address !== found.address) {
      const instead = before === null ? '' : ` instead of ${before.address}`;
      this.#log.info(`others reach it at ${found.address}${instead}: ${found.reason}`, {
        event: 'address',
        address: found.address,
      });
    }
    return found.address;
  }
}
