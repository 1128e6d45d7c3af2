import type { HashConverterName } from '../rules/converter-types.js';
import type { Cast } from './casts.js';
import type { Converter } from './converter.js';
import { HASHES, spread } from './hashes.js';
import { int, type SettledValue } from './sample-value.js';
import { xxh32, xxh64 } from './xxh.js';

/** A hash of a text or an address; with an argument other than 0 its bits are spread. */
const hash = (name: keyof typeof HASHES): Converter => ({
  takes,
  makes: (input, [spreading = '0']) => {
    const value = HASHES[name](bytesOf(input));
    return int(spreading === '0' ? value : spread(value));
  },
});

/** A hash that begins with a seed. */
function seeded(of: (bytes: readonly number[], seed: bigint) => bigint): Converter {
  return {
    takes,
    makes: (input, [seed = '0']) =>
      /^-?\d{1,18}$/.test(seed) ? int(of(bytesOf(input), BigInt(seed))) : undefined,
  };
}

function takes(sample: SettledValue): Cast {
  if (sample.kind === 'str' || sample.kind === 'ip' || sample.kind === 'method') return sample;
  return { why: 'how this number is hashed is not followed here' };
}

function bytesOf(input: SettledValue): number[] {
  if (input.kind === 'ip') {
    const bytes = input.version === 4 ? 4 : 16;
    return Array.from({ length: bytes }, (_, at) =>
      Number((input.value >> BigInt(8 * (bytes - 1 - at))) & 255n),
    );
  }
  return [...String(input.value)].map((letter) => letter.charCodeAt(0));
}

/** Converters that hash (manual, "crc32" and others). */
export const HASH_CONVERTERS: Record<HashConverterName, Converter> = {
  crc32: hash('crc32'),
  djb2: hash('djb2'),
  sdbm: hash('sdbm'),
  wt6: hash('wt6'),
  xxh32: seeded((bytes, seed) => BigInt(xxh32(bytes, Number(BigInt.asUintN(32, seed))))),
  xxh64: seeded((bytes, seed) => BigInt.asIntN(64, xxh64(bytes, BigInt.asUintN(64, seed)))),
};
