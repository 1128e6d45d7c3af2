/** Hashes of HAProxy's src/hash.c, over bytes; all give 32 bits without sign. */
export const HASHES: Readonly<
  Record<'crc32' | 'djb2' | 'sdbm' | 'wt6', (bytes: readonly number[]) => number>
> = {
  crc32,
  djb2: (bytes) => bytes.reduce((hash, byte) => (Math.imul(hash, 33) + byte) >>> 0, 5381),
  sdbm: (bytes) => bytes.reduce((hash, byte) => (byte + (hash << 6) + (hash << 16) - hash) >>> 0, 0),
  wt6,
};

function crc32(bytes: readonly number[]): number {
  let hash = 0xffffffff;
  for (const byte of bytes) {
    hash ^= byte;
    for (let bit = 0; bit < 8; bit++) hash = (hash >>> 1) ^ (hash & 1 ? 0xedb88320 : 0);
  }
  return ~hash >>> 0;
}

function wt6(bytes: readonly number[]): number {
  let [first, second, left, right] = [0xa53c965a, 0x5ca6953a, 6, 18];
  for (const byte of bytes) {
    first = ~(first ^ byte);
    second = ~(second + byte);
    const turned = rotated(second, left);
    second = rotated(first, right);
    first = turned;
    const steps = ((first >>> 16) ^ second) & 0xffff;
    left = steps & 0x1f;
    right = steps >>> 11;
  }
  return (first ^ second) >>> 0;
}

function rotated(value: number, left: number): number {
  return (value << left) | (value >>> (32 - left));
}

/** Spreads what differs in few bits over all (`full_hash`). */
export function spread(hash: number): number {
  let mixed = (hash + 0x7ed55d16 + (hash << 12)) | 0;
  mixed = mixed ^ 0xc761c23c ^ (mixed >>> 19);
  mixed = (mixed + 0x165667b1 + (mixed << 5)) | 0;
  mixed = ((mixed + 0xd3a2646c) ^ (mixed << 9)) | 0;
  mixed = (mixed + 0xfd7046c5 + (mixed << 3)) | 0;
  mixed = mixed ^ 0xb55a4f09 ^ (mixed >>> 16);
  return Math.imul(mixed, 3221225473) >>> 0;
}
