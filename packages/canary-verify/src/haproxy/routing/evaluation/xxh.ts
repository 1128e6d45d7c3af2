/** The hash XXH32 of bytes (xxHash specification 0.1.1), 32 bits without sign. */
export function xxh32(bytes: readonly number[], seed: number): number {
  const P = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1] as const;
  const word = (at: number) =>
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24) |
    0;
  const turned = (value: number, by: number) => (value << by) | (value >>> (32 - by));
  const round = (lane: number, input: number) =>
    Math.imul(turned((lane + Math.imul(input, P[1])) | 0, 13), P[0]);
  let at = 0;
  let hash = (seed + P[4]) | 0;
  if (bytes.length >= 16) {
    let lanes = [seed + P[0] + P[1], seed + P[1], seed, seed - P[0]].map((lane) => lane | 0);
    for (; at + 16 <= bytes.length; at += 16)
      lanes = lanes.map((lane, index) => round(lane, word(at + 4 * index)));
    hash = lanes.reduce((sum, lane, index) => (sum + turned(lane, [1, 7, 12, 18][index] ?? 0)) | 0, 0);
  }
  hash = (hash + bytes.length) | 0;
  for (; at + 4 <= bytes.length; at += 4)
    hash = Math.imul(turned((hash + Math.imul(word(at), P[2])) | 0, 17), P[3]);
  for (; at < bytes.length; at++)
    hash = Math.imul(turned((hash + Math.imul(bytes[at] ?? 0, P[4])) | 0, 11), P[0]);
  hash = Math.imul(hash ^ (hash >>> 15), P[1]);
  hash = Math.imul(hash ^ (hash >>> 13), P[2]);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const P64 = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
] as const;

/** The hash XXH64 of bytes, 64 bits without sign. */
export function xxh64(bytes: readonly number[], seed: bigint): bigint {
  let at = 0;
  let hash = cut(seed + P64[4]);
  if (bytes.length >= 32) {
    let lanes = [seed + P64[0] + P64[1], seed + P64[1], seed, seed - P64[0]].map(cut);
    for (; at + 32 <= bytes.length; at += 32)
      lanes = lanes.map((lane, index) => round64(lane, number(bytes, at + 8 * index, 8)));
    hash = cut(lanes.reduce((sum, lane, index) => sum + turned64(lane, [1n, 7n, 12n, 18n][index] ?? 0n), 0n));
    for (const lane of lanes) hash = cut((hash ^ round64(0n, lane)) * P64[0] + P64[3]);
  }
  hash = cut(hash + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8)
    hash = cut(turned64(hash ^ round64(0n, number(bytes, at, 8)), 27n) * P64[0] + P64[3]);
  if (at + 4 <= bytes.length) {
    hash = cut(turned64(hash ^ cut(number(bytes, at, 4) * P64[0]), 23n) * P64[1] + P64[2]);
    at += 4;
  }
  for (; at < bytes.length; at++)
    hash = cut(turned64(hash ^ cut(BigInt(bytes[at] ?? 0) * P64[4]), 11n) * P64[0]);
  hash = cut((hash ^ (hash >> 33n)) * P64[1]);
  hash = cut((hash ^ (hash >> 29n)) * P64[2]);
  return hash ^ (hash >> 32n);
}

function cut(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function turned64(value: bigint, by: bigint): bigint {
  return cut(value << by) | (value >> (64n - by));
}

function round64(lane: bigint, input: bigint): bigint {
  return cut(turned64(cut(lane + input * P64[1]), 31n) * P64[0]);
}

/** So many bytes as a number, the lowest first. */
function number(bytes: readonly number[], at: number, count: number): bigint {
  let value = 0n;
  for (let index = count - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[at + index] ?? 0);
  return value;
}
