import { shareFigure, wholeFigure } from '../../text/figures.js';
import { printable } from '../../text/printable.js';
import type { Diagnosis } from '../../verdict/diagnosis.js';
import type { ArmVerdict, Outcome } from '../../verdict/verdict.js';
import { failureText } from './failure-text.js';
import type { Words } from './words.js';

type Kind = 'addresses-disagree' | 'address-fails' | 'addresses-left-out';

/** The words for the addresses of the target's name. */
export const ADDRESS_WORDS: Words<Extract<Diagnosis, { kind: Kind }>> = {
  'addresses-disagree': ({ addresses, lowest, highest }) => ({
    says:
      `The ${wholeFigure(addresses)} addresses of the target do not have the same share: ` +
      `${shareFigure(lowest.share)} at ${printable(lowest.address)}, ${shareFigure(highest.share)} at ${printable(highest.address)}. ` +
      'Each client gets the share of one address.',
    next: `Compare the configurations of the proxies at ${printable(lowest.address)} and ${printable(highest.address)}. Measure one address alone: --resolve HOST:PORT:ADDRESS`,
  }),
  'address-fails': ({ address, addresses, failed, requests, cause }) => ({
    says: `${wholeFigure(failed)} of ${wholeFigure(requests)} requests to ${printable(address)}, one of ${wholeFigure(addresses)} addresses of the target, failed: ${failureText(cause)}.`,
    next: `Start the proxy at ${printable(address)}, or remove this address from DNS.`,
  }),
  'addresses-left-out': ({ addresses }) => ({
    says: `No request was sent to ${addresses.map((address) => printable(address)).join(', ')}: this machine cannot reach IPv6 addresses.`,
    next: null,
  }),
};

/** The answer for addresses that do not have the same share; null where they do, or where it says nothing of them. */
export function addressSentence(arm: ArmVerdict, outcome: Outcome, expected: string): string | null {
  if (!arm.addressesDisagree) return null;
  if (arm.shares.length > 0) return VERSIONS_AT_ADDRESSES[outcome];
  const range = rangeText(arm);
  if (outcome === 'unmeasured' || range === null) return null;
  return `the canary’s share is ${range}, ${EXPECTED_WORDS[outcome]} ${expected} at each address`;
}

const EXPECTED_WORDS: Record<Exclude<Outcome, 'unmeasured'>, string> = {
  matches: 'expected',
  differs: 'not',
  undecided: 'not yet shown to be',
};

const VERSIONS_AT_ADDRESSES: Record<Outcome, string | null> = {
  matches: 'every version has its share at each address',
  differs: 'the shares are not as expected at each address',
  undecided: 'the shares are not the same at each address',
  unmeasured: null,
};

/** "0 % at 10.0.0.2:80 and 20 % at 10.0.0.1:80"; of more than two addresses "from … to …". */
function rangeText({ addresses }: ArmVerdict): string | null {
  const measured = addresses.flatMap(({ address, share }) => (share === null ? [] : [{ address, share }]));
  const [lowest] = measured.sort((one, other) => one.share - other.share);
  const highest = measured.at(-1);
  if (lowest === undefined || highest === undefined) return null;
  const [low, high] = [lowest, highest].map(
    ({ address, share }) => `${shareFigure(share)} at ${printable(address)}`,
  );
  return addresses.length === 2 ? `${low} and ${high}` : `from ${low} to ${high}`;
}
