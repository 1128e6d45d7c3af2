/** An IP address as a number of 32 or 128 bits. */
export interface IpAddress {
  version: 4 | 6;
  value: bigint;
}

const PART4 = '(?:0|[1-9]\\d{0,2})';
const IPV4 = new RegExp(`^${PART4}(?:\\.${PART4}){3}$`);

/** Reads an address in its usual form. Null if it is not one; leading zeros and shortened forms are not read. */
export function readAddress(text: string): IpAddress | null {
  const four = readIpv4(text);
  if (four !== null) return { version: 4, value: four };
  const six = readIpv6(text);
  return six === null ? null : { version: 6, value: six };
}

/** True for a text that only looks like an address: C libraries read it differently. */
export function isOddAddress(text: string): boolean {
  return readAddress(text) === null && /^[0-9a-fx.:%[\]]+$/i.test(text) && /\d/.test(text);
}

function readIpv4(text: string): bigint | null {
  if (!IPV4.test(text)) return null;
  const parts = text.split('.').map(Number);
  return parts.every((part) => part <= 255)
    ? parts.reduce((all, part) => all * 256n + BigInt(part), 0n)
    : null;
}

function readIpv6(text: string): bigint | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [front, back] = halves.map(groups);
  if (front === null || back === null || front === undefined) return null;
  const missing = 8 - front.length - (back?.length ?? 0);
  if (back === undefined ? missing !== 0 : missing < 1) return null;
  const all = [...front, ...Array<number>(Math.max(0, missing)).fill(0), ...(back ?? [])];
  return all.reduce((sum, group) => sum * 65_536n + BigInt(group), 0n);
}

/** The groups of one side of `::`; the last may be an IPv4 address. */
function groups(text: string): number[] | null {
  if (text === '') return [];
  const words = text.split(':');
  const last = readIpv4(words[words.length - 1] as string);
  const hex = last === null ? words : words.slice(0, -1);
  if (!hex.every((word) => /^[0-9a-f]{1,4}$/i.test(word))) return null;
  const numbers = hex.map((word) => Number.parseInt(word, 16));
  return last === null ? numbers : [...numbers, Number(last >> 16n), Number(last & 0xffffn)];
}

/** A network: addresses that share its first bits. */
export interface Network extends IpAddress {
  bits: number;
}

/** Reads `10.0.0.0/8`, `10.0.0.0/255.0.0.0` or an address. Null if it is a name or is written otherwise. */
export function readNetwork(text: string): Network | null {
  const [host = '', mask, ...more] = text.split('/');
  const address = readAddress(host);
  if (address === null || more.length > 0) return null;
  const most = address.version === 4 ? 32 : 128;
  if (mask === undefined) return { ...address, bits: most };
  const bits = /^\d{1,3}$/.test(mask) ? Number(mask) : address.version === 4 ? maskBits(mask) : null;
  return bits === null || bits > most ? null : { ...address, bits };
}

/** The number of ones at the start of a mask. Null if it has ones after zeros. */
function maskBits(mask: string): number | null {
  const value = readIpv4(mask);
  if (value === null) return null;
  const written = value.toString(2).padStart(32, '0');
  return /^1*0*$/.test(written) ? written.replace(/0+$/, '').length : null;
}

/** Whether an address is in a network; IPv4 addresses and those mapped into IPv6 are the same (`pat_match_ip`). */
export function inNetwork(address: IpAddress, network: Network): boolean {
  if (address.version === network.version) return sameBits(address.value, network);
  if (address.version === 4) return sameBits(address.value + (0xffffn << 32n), network);
  const four = asIpv4(address.value);
  return four !== null && sameBits(four, network);
}

function sameBits(value: bigint, { version, value: base, bits }: Network): boolean {
  const shift = BigInt((version === 4 ? 32 : 128) - bits);
  return value >> shift === base >> shift;
}

/** Mapped (`::ffff:1.2.3.4`), in the old way (`::1.2.3.4`), or 6to4 (`2002:102:304::`). */
function asIpv4(value: bigint): bigint | null {
  const high = value >> 32n;
  if (high === 0n || high === 0xffffn) return value & 0xffffffffn;
  return value >> 112n === 0x2002n ? (value >> 80n) & 0xffffffffn : null;
}

export function writeIpv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
}
