/** The buffer that the bytes of all connections arrive in, one after the other. Whoever keeps them copies them. */
export const ARRIVING: Buffer = Buffer.allocUnsafeSlow(64 * 1024);

/** The same four by four, as this machine orders them. */
const WORDS = new Int32Array(ARRIVING.buffer);

/** Bytes that are kept, and what they mean. */
interface Kept<Meaning> {
  bytes: Buffer;
  words: Int32Array;
  meaning: Meaning;
}

/**
 * Finds the meaning of bytes that have come before: all of them and nothing more. It is called for every
 * response, so it compares bytes directly. Decoding to a string first would cost as much as reading the socket.
 */
export class KnownBytes<Meaning> {
  readonly #kept = new Map<number, Kept<Meaning>[]>();

  /** The meaning of the first `count` bytes of ARRIVING. */
  meaningOf(count: number): Meaning | undefined {
    const alike = this.#kept.get(sumOf(ARRIVING, WORDS, count));
    if (alike === undefined) return undefined;
    for (const kept of alike) if (isArriving(kept, count)) return kept.meaning;
    return undefined;
  }

  learn(bytes: Buffer, meaning: Meaning): void {
    const own = Buffer.allocUnsafeSlow(bytes.length + 4);
    bytes.copy(own);
    const words = new Int32Array(own.buffer, 0, bytes.length >> 2);
    const sum = sumOf(own, words, bytes.length);
    const alike = this.#kept.get(sum);
    const kept = { bytes: own.subarray(0, bytes.length), words, meaning };
    if (alike === undefined) this.#kept.set(sum, [kept]);
    else alike.push(kept);
  }

  forget(): void {
    this.#kept.clear();
  }
}

/** Differs for most bytes that differ; that is enough to find those which may be the same. */
function sumOf(bytes: Buffer, words: Int32Array, count: number): number {
  const whole = count >> 2;
  let sum = count;
  for (let at = 0; at < whole; at++) sum = (Math.imul(sum, 31) + (words[at] as number)) | 0;
  for (let at = whole << 2; at < count; at++) sum = (Math.imul(sum, 31) + (bytes[at] as number)) | 0;
  return sum;
}

function isArriving({ bytes, words }: Kept<unknown>, count: number): boolean {
  if (bytes.length !== count) return false;
  for (let at = 0; at < words.length; at++) if (words[at] !== WORDS[at]) return false;
  for (let at = words.length << 2; at < count; at++) if (bytes[at] !== ARRIVING[at]) return false;
  return true;
}
