import * as zlib from 'node:zlib';
import { type Answer, headerOf, MOST_BODY_BYTES } from './observation.js';

/** More codings in a row than this are an attempt to keep the reader busy. */
const MOST_CODINGS = 3;

type Decode = (bytes: Buffer, limit: { maxOutputLength: number }) => Buffer;

/**
 * The content codings of RFC 9110, section 8.4.1, with those of RFC 7932 and RFC 8878. Zstandard came to Node with 22.15:
 * before that it cannot be read.
 */
const DECODERS: Readonly<Record<string, Decode | undefined>> = {
  gzip: zlib.gunzipSync,
  'x-gzip': zlib.gunzipSync,
  deflate: (bytes, limit) => (hasZlibHeader(bytes) ? zlib.inflateSync : zlib.inflateRawSync)(bytes, limit),
  br: zlib.brotliDecompressSync,
  zstd: (zlib as { zstdDecompressSync?: Decode }).zstdDecompressSync,
  identity: (bytes) => bytes,
};

/** The body as text; null when it cannot be decompressed, or only to more than may be read of a body. */
export function bodyText(answer: Answer): string | null {
  const codings = headerOf(answer, 'content-encoding');
  if (codings === null || answer.body.length === 0) return textOf(answer.body);
  return decoded(
    answer.body,
    codings.split(',').map((coding) => coding.trim().toLowerCase()),
  );
}

/** Codings are named in the order in which they were applied. */
function decoded(body: Buffer, codings: readonly string[]): string | null {
  if (codings.length > MOST_CODINGS) return null;
  let bytes = body;
  for (const coding of codings.toReversed()) {
    const decode = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined;
    if (decode === undefined) return null;
    try {
      bytes = decode(bytes, { maxOutputLength: MOST_BODY_BYTES });
    } catch {
      return null;
    }
  }
  return textOf(bytes);
}

/** Some servers write a byte order mark before the text, which is no part of it (RFC 8259, section 8.1). */
function textOf(bytes: Buffer): string {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return marked ? bytes.toString('utf8', 3) : bytes.toString();
}

/** Many servers send `deflate` without the zlib header that it should have (RFC 1950, section 2.2). */
function hasZlibHeader(bytes: Buffer): boolean {
  return bytes.length >= 2 && ((bytes[0] ?? 0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
}
