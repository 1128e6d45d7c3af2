import type { HashConverterName } from '../rules/sample-types.js';
import type { Cast } from './casts.js';
import type { Converter } from './converter.js';
import { HASHES, spread } from './hashes.js';
import { int, type SettledValue } from './sample-value.js';

/** A hash of a text or an address; with an argument other than 0 its bits are spread. */
const hash = (name: keyof typeof HASHES): Converter => ({
  takes,
  makes: (input, [spreading = '0']) => {
    const value = HASHES[name](bytesOf(input));
    return int(spreading === '0' ? value : spread(value));
  },
});

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
};
