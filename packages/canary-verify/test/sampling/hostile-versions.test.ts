import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { classify } from '../../src/classify/classify.js';
import type { Observation } from '../../src/observation/observation.js';
import { readClassifyRules } from '../../src/options/classify-rules.js';
import { brokenScript } from './broken-answers.js';
import { play, type Script, textOf } from './raw-answers.js';
import { sampleEach } from './raw-server.js';
import { noStrayErrors } from './stray-errors.js';

const strays = noStrayErrors();
beforeEach(strays.watch);
afterEach(strays.assertNone);

/** Long enough that it is never the reason. */
const PATIENT_MS = 5_000;

type Named = 'stable' | 'canary' | null | 'failure';

/** An answer and the version that it names: null for none, "failure" where nobody can read it. */
interface Naming extends Pick<Script, 'text' | 'ending'> {
  names: Named;
  /** By a regular expression, which is content with a part: JSON that is cut short behind it says its version all the same. */
  matches: Named;
}

const CODINGS = {
  gzip: gzipSync,
  br: brotliCompressSync,
  deflate: deflateSync,
  'deflate ': deflateRawSync,
};

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

/** JSON with a track in it, compressed or not, whole or cut short before or after it was compressed. */
const naming: fc.Arbitrary<Naming> = fc
  .record({
    track: fc.constantFrom('stable', 'canary', null),
    note: fc.string({ unit: 'binary', maxLength: 200 }),
    coding: fc.constantFrom(null, ...(Object.keys(CODINGS) as (keyof typeof CODINGS)[])),
    cut: fc.constantFrom('none', 'none', 'json', 'bytes'),
    framing: fc.constantFrom('length' as const, 'chunked' as const),
    headers: fc.integer({ min: 0, max: 1_500 }),
  })
  .map(({ track, note, coding, cut, framing, headers }) => {
    const json = JSON.stringify({ note, track, last: 1 });
    const said = Buffer.from(cut === 'json' ? json.slice(0, -1) : json);
    const whole = coding === null ? said : CODINGS[coding](said);
    const body = latin1(cut === 'bytes' ? whole.subarray(0, whole.length - 1) : whole);
    const lines = [
      ...Array<string>(headers).fill('X: 1'),
      ...(coding === null ? [] : [`Content-Encoding: ${coding}`]),
    ];
    const text = textOf({ statusLine: 'HTTP/1.1 200 OK', headers: lines, framing, body });
    if (cut === 'bytes' && coding !== null)
      return { text, ending: 'open', names: 'failure', matches: 'failure' };
    return { text, ending: 'open', names: cut === 'none' ? track : null, matches: track };
  });

const broken: fc.Arbitrary<Naming> = brokenScript.map((script) => ({
  ...script,
  names: 'failure',
  matches: 'failure',
}));

describe.each([{ by: undefined }, { by: 'json:/track' }, { by: 'body:"track":"(\\w+)"' }])(
  'by $by',
  ({ by }) => {
    const rules = readClassifyRules(by === undefined ? {} : { by }, false);

    const nameOf = ({ outcome }: Observation) => {
      const origin = typeof outcome === 'string' ? outcome : classify(outcome, rules);
      return typeof origin === 'string' ? 'failure' : origin.track;
    };

    test.each([{ reuse: false }, { reuse: true }])(
      'with reuse: $reuse, no answer counts for another version',
      async ({ reuse }) => {
        const answers = fc.array(fc.oneof({ weight: 3, arbitrary: naming }, broken), {
          minLength: 1,
          maxLength: 25,
        });
        await fc.assert(
          fc.asyncProperty(answers, fc.integer({ min: 1, max: 5 }), async (answers, connections) => {
            const seen = await sampleEach(answers.map(play), { reuse, connections, timeoutMs: PATIENT_MS });
            expect(seen.map(nameOf)).toEqual(
              answers.map(({ names, matches }) => (by?.startsWith('body:') ? matches : names)),
            );
          }),
          { numRuns: 100 },
        );
      },
    );
  },
);
