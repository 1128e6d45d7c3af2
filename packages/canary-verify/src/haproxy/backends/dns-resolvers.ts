import type { ConfigLine, HaproxyConfig, Place, Section } from '../configuration/configuration.js';
import { seconds } from './server-settings.js';

/** A setting and its line; null if it is HAProxy's default. */
export interface Setting {
  value: number;
  place: Place | null;
}

/** How a `resolvers` section asks DNS, and how long it holds on to what it knew (configuration manual, section 5.3.2). */
export interface DnsResolvers {
  name: string;
  place: Place;
  /** Addresses as written, `127.0.0.1:8600`. */
  nameservers: readonly string[];
  /** The longest answer in bytes: what does not fit is left out, and with it servers. */
  acceptedPayloadSize: Setting;
  /** How long it stays with the last answer, in seconds, by why there is no new one. */
  hold: Readonly<Record<HoldReason, Setting>>;
  /** How often it asks, in seconds. */
  resolveSeconds: Setting;
}

/** A kind of DNS answer whose last valid one HAProxy holds: the first word after `hold`. */
export type HoldReason = 'valid' | 'obsolete' | 'nx' | 'timeout' | 'refused' | 'other';

const HOLDS: Record<HoldReason, number> = {
  valid: 10,
  obsolete: 0,
  nx: 30,
  timeout: 30,
  refused: 30,
  other: 30,
};
const PAYLOAD = 512;
const RESOLVE = 1;

/** Reads every `resolvers` section; a value that HAProxy would refuse counts as not written. */
export function dnsResolvers(config: HaproxyConfig): readonly DnsResolvers[] {
  return config.sections.filter(({ kind }) => kind === 'resolvers').map(readResolvers);
}

function readResolvers({ name, place, lines }: Section): DnsResolvers {
  const hold = Object.entries(HOLDS).map(([reason, otherwise]) => [
    reason,
    timed(lines, ['hold', reason], otherwise),
  ]);
  return {
    name: name ?? '',
    place,
    nameservers: lines.flatMap(({ words }) => (words[0] === 'nameserver' ? words.slice(2, 3) : [])),
    acceptedPayloadSize: payload(lines),
    hold: Object.fromEntries(hold) as Record<HoldReason, Setting>,
    resolveSeconds: timed(lines, ['timeout', 'resolve'], RESOLVE),
  };
}

function timed(lines: readonly ConfigLine[], [first, second]: [string, string], otherwise: number): Setting {
  const line = lines.findLast(({ words }) => words[0] === first && words[1] === second);
  const value = seconds(line?.words[2] ?? '');
  return line === undefined || value === null
    ? { value: otherwise, place: null }
    : { value, place: line.place };
}

function payload(lines: readonly ConfigLine[]): Setting {
  const line = lines.findLast(({ words }) => words[0] === 'accepted_payload_size');
  const size = line?.words[1] ?? '';
  return line === undefined || !/^\d{1,6}$/.test(size)
    ? { value: PAYLOAD, place: null }
    : { value: Number(size), place: line.place };
}
