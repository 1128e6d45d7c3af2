import { AsyncLocalStorage } from 'node:async_hooks';

/** The departure that whatever runs at the moment is a part of: it must not wait for that. */
export const partOf: AsyncLocalStorage<Promise<void>> = new AsyncLocalStorage();

/** A service on its way out, together with others or alone. No step ever fails. */
export interface Member {
  /** The first step: not ready any more. `departure` resolves when the last one is done. */
  begins(departure: Promise<void>): void;
  /** Out of Consul, and on until no proxy sends anything. */
  drain(): Promise<void>;
  /** The last requests. */
  finish(): Promise<void>;
  /** What comes after the last answer. */
  end(): Promise<void>;
}

/**
 * Leaves with several services at the same pace: none takes a step before all have taken the one before, because they may
 * share a pool that the last step closes.
 */
export function leaveTogether(members: readonly Member[]): Promise<void> {
  let done = () => {};
  const departure = new Promise<void>((resolve) => {
    done = resolve;
  });
  for (const member of members) member.begins(departure);
  const steps = async () => {
    await Promise.all(members.map((member) => member.drain()));
    await Promise.all(members.map((member) => member.finish()));
    await Promise.all(members.map((member) => member.end()));
    done();
  };
  void partOf.run(departure, steps);
  return departure;
}
