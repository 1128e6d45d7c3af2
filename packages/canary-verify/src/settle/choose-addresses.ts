import type { FailureCause } from '../observation/observation.js';
import type { TargetAddress } from '../sampling/seats.js';

/** The addresses of a target that requests go to, and those that are left out. */
export interface Addresses {
  used: readonly [TargetAddress, ...TargetAddress[]];
  /** The used ones as a report shows them: "127.0.0.1:48151". */
  shown: readonly string[];
  leftOut: readonly LeftOut[];
}

/** An address of the target after the first requests to it. */
export interface AskedAddress {
  address: TargetAddress;
  /** As a report shows it. */
  shown: string;
  /** Why it gave no answer; null if it answered. */
  cause: FailureCause | null;
}

/** An address that no request is sent to. */
export interface LeftOut {
  address: string;
  cause: FailureCause;
}

/**
 * The addresses that requests go to; null when none answers.
 *
 * Two kinds are left out, because nobody else fails there. A loopback name is often two addresses of which one has no listener.
 * And a machine without IPv6 cannot reach those addresses: that is a fact about the machine.
 */
export function chooseAddresses(asked: readonly AskedAddress[], isLoopbackName: boolean): Addresses | null {
  if (asked.every(({ cause }) => cause !== null)) return null;
  const withoutIpv6 = asked.every((one) => !isIpv6(one) || one.cause === 'unreachable');
  const isLeftOut = (one: AskedAddress) =>
    one.cause !== null && (isLoopbackName || (withoutIpv6 && isIpv6(one)));
  const [first, ...others] = asked.filter((one) => !isLeftOut(one));
  if (first === undefined) return null;
  return {
    used: [first.address, ...others.map(({ address }) => address)],
    shown: [first, ...others].map(({ shown }) => shown),
    leftOut: asked.flatMap((one) =>
      one.cause !== null && isLeftOut(one) ? [{ address: one.shown, cause: one.cause }] : [],
    ),
  };
}

function isIpv6({ address }: AskedAddress): boolean {
  return address?.family === 6;
}
