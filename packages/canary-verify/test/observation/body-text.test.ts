import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bodyText } from '../../src/observation/body-text.js';
import { MOST_BODY_BYTES } from '../../src/observation/observation.js';

const text = (body: Uint8Array, coding?: string | string[]) =>
  bodyText({
    status: 200,
    headers: coding === undefined ? {} : { 'content-encoding': coding },
    body: Buffer.from(body),
  });

const { zstdCompressSync } = zlib as { zstdCompressSync?: typeof zlib.gzipSync };

const CODINGS: [name: string, encode: (bytes: Uint8Array) => Uint8Array][] = [
  ['gzip', zlib.gzipSync],
  ['X-GZIP', zlib.gzipSync],
  ['deflate', zlib.deflateSync],
  ['deflate', zlib.deflateRawSync],
  ['br', zlib.brotliCompressSync],
  ['identity', (bytes) => bytes],
  ...(zstdCompressSync === undefined ? [] : [['zstd', zstdCompressSync] as (typeof CODINGS)[number]]),
];

describe.each(CODINGS)('%s', (coding, encode) => {
  test('is read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (said) => {
        const bytes = Buffer.from(said);
        expect(text(encode(bytes), coding)).toBe(bytes.toString());
      }),
    );
  });

  test.runIf(coding !== 'identity')('cut short is not', () => {
    const whole = encode(Buffer.from('{"version":"1.1.0"}'));
    for (let length = 1; length < whole.length; length++)
      expect(text(whole.subarray(0, length), coding), `${length} of ${whole.length}`).toBeNull();
  });

  test.runIf(coding !== 'identity')('of more than may be read is not', () => {
    expect(text(encode(Buffer.alloc(MOST_BODY_BYTES, 'x')), coding)).toHaveLength(MOST_BODY_BYTES);
    expect(text(encode(Buffer.alloc(MOST_BODY_BYTES + 1, 'x')), coding)).toBeNull();
    expect(text(encode(Buffer.alloc(64 * 1024 * 1024)), coding)).toBeNull();
  });
});

test('several codings are undone in turn, as they are named in one line or in two', () => {
  const twice = zlib.brotliCompressSync(zlib.gzipSync('said'));
  expect(text(twice, 'gzip, br')).toBe('said');
  expect(text(twice, ['gzip', 'br'])).toBe('said');
  expect(text(twice, 'br, gzip')).toBeNull();
  const often = zlib.gzipSync(zlib.gzipSync(zlib.gzipSync(zlib.gzipSync('said'))));
  expect(text(often, 'gzip,gzip,gzip,gzip')).toBeNull();
});

test('a coding that nobody knows is none that can be read', () => {
  for (const coding of ['compress', '__proto__', 'toString', '', 'gzip;q=1'])
    expect(text(Buffer.from('said'), coding), coding).toBeNull();
});

test('an empty body decodes to an empty text, whatever Content-Encoding says', () =>
  expect(text(Buffer.alloc(0), 'gzip')).toBe(''));

test('whatever the bytes and whatever they are called, there is text or there is none', () => {
  const coding = fc.oneof(fc.constantFrom(...CODINGS.map(([name]) => name)), fc.string());
  fc.assert(
    fc.property(fc.uint8Array(), fc.array(coding, { maxLength: 4 }), (bytes, codings) => {
      const said = text(bytes, codings.join(','));
      expect(said === null || said.length <= MOST_BODY_BYTES).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('compressed bytes that were changed somewhere never break the reader', () => {
  const known = fc.constantFrom(...CODINGS.filter(([name]) => name !== 'identity'));
  fc.assert(
    fc.property(known, fc.string(), fc.nat(), fc.nat(255), ([coding, encode], said, at, byte) => {
      const bytes = Uint8Array.from(encode(Buffer.from(said)));
      bytes[at % bytes.length] = byte;
      const read = text(bytes, coding);
      expect(read === null || typeof read === 'string').toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
