import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { brokenScript } from '../broken-answers.js';
import { play, type Script, textOf, validScript } from '../raw-answers.js';
import { type Conduct, sampleInTurn } from '../raw-server.js';
import { noStrayErrors } from '../stray-errors.js';

const strays = noStrayErrors();
beforeEach(strays.watch);
afterEach(strays.assertNone);

const PATIENT_MS = 5_000;

/** An answer that names its version. */
const from = (track: string, ...headers: string[]) =>
  textOf({
    statusLine: 'HTTP/1.1 200 OK',
    headers: [`X-Service-Track: ${track}`, ...headers],
    framing: 'length',
    body: '{}',
  });
const stable = from('stable');
const canary = from('canary');
const whole = (text: string): Conduct => play({ text, ending: 'open' });

/** Sends the first part, and the second when the first has been on its way for a while. */
const inPieces = (text: string, at: number): Conduct => {
  return (socket) => {
    socket.write(text.slice(0, at), 'latin1', () =>
      setImmediate(() => socket.write(text.slice(at), 'latin1')),
    );
  };
};

describe.each([{ reuse: false }, { reuse: true }])('with reuse: $reuse', ({ reuse }) => {
  const patient = { reuse, timeoutMs: PATIENT_MS };
  const tracksOf = async (conducts: readonly Conduct[]) => {
    const seen = await sampleInTurn(conducts, patient);
    return seen.map(({ outcome }) =>
      typeof outcome === 'string' ? outcome : outcome.headers['x-service-track'],
    );
  };

  test('answers that came before count as what they are', async () => {
    const turns = Array.from({ length: 60 }, (_, turn) => (turn % 7 === 0 ? 'canary' : 'stable'));
    expect(await tracksOf(turns.map((track) => whole(from(track))))).toEqual(turns);
  });

  test('an answer that came before counts as well when it comes in two pieces, at any byte', async () => {
    const cuts = Array.from({ length: stable.length - 1 }, (_, at) => inPieces(stable, at + 1));
    expect(await tracksOf([whole(stable), ...cuts])).toEqual(Array(cuts.length + 1).fill('stable'));
  });

  test('the beginning of an answer that came before is none', async () => {
    const cuts = Array.from({ length: stable.length }, (_, at) =>
      play({ text: stable.slice(0, at), ending: 'fin' }),
    );
    const [first, ...others] = await tracksOf([whole(stable), ...cuts]);
    expect(first).toBe('stable');
    expect(others).toHaveLength(stable.length);
    for (const outcome of others) expect(outcome).toMatch(/^(reset|malformed)$/);
  });

  test('bytes behind an answer that nobody asked for never pass for an answer', async () => {
    const turns = Array.from({ length: 30 }, () => whole(stable + canary));
    expect(await tracksOf([whole(stable), whole(canary), ...turns])).toEqual([
      'stable',
      'canary',
      ...Array(30).fill('stable'),
    ]);
  });

  test('an answer that ends its connection is known to end it', async () => {
    const ending = play({ text: from('stable', 'Connection: close'), ending: 'fin' });
    const seen = await sampleInTurn(Array(20).fill(ending), patient);
    expect(seen.map(({ outcome }) => typeof outcome)).toEqual(Array(20).fill('object'));
    expect(new Set(seen.map(({ connection }) => connection)).size).toBe(20);
  });

  test('whatever comes again means again what it meant before', async () => {
    const run = fc
      .array(fc.oneof(validScript, brokenScript), { minLength: 1, maxLength: 4 })
      .chain((pool) => fc.array(fc.constantFrom(...pool), { minLength: 2, maxLength: 25 }));
    await fc.assert(
      fc.asyncProperty(run, async (scripts) => {
        const seen = await sampleInTurn(scripts.map(play), patient);
        expect(seen).toHaveLength(scripts.length);
        for (const [turn, script] of scripts.entries()) assertMeant(script, seen[turn]?.outcome);
      }),
      { numRuns: 200 },
    );
  });
});

function assertMeant({ means, kind, text }: Script, outcome: unknown): void {
  const { status, body } = typeof outcome === 'object' ? (outcome as { status: number; body: Buffer }) : {};
  const said = body === undefined ? null : { status, body: body.toString() };
  expect(said, `${kind} ${JSON.stringify(text.slice(0, 300))}: ${JSON.stringify(outcome)}`).toEqual(means);
}
