import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Observation } from '../../src/observation/observation.js';
import { verify } from '../../src/verify.js';
import { type Ending, type Parts, play, textOf } from './raw-answers.js';
import { type Conduct, rawServer, sampleEach } from './raw-server.js';
import { noStrayErrors } from './stray-errors.js';

const strays = noStrayErrors();
beforeEach(strays.watch);
afterEach(strays.assertNone);

const PATIENT_MS = 5_000;
const HASTY_MS = 150;

/** The most bytes of a body that the sampler keeps. */
const BODY_LIMIT = 256 * 1024;

const head = {
  statusLine: 'HTTP/1.1 200 OK',
  headers: ['X-Service-Track: canary'],
  body: '{"version":"1.1.0"}',
};
const framings = ['length', 'chunked', 'until-close'] as const;
const answer = (framing: Parts['framing']) => textOf({ ...head, framing });

describe.each([{ reuse: false }, { reuse: true }])('with reuse: $reuse', ({ reuse }) => {
  const patient = { reuse, connections: 10, timeoutMs: PATIENT_MS };

  describe.each(['fin', 'rst', 'late-rst'] as const)('closed by %s', (ending) => {
    test.each(framings)(
      'at any byte before its end, an answer with its end by %s is none',
      async (framing) => {
        const whole = answer(framing);
        const cuts = Array.from({ length: endsAt(whole, framing, ending) }, (_, at) => whole.slice(0, at));
        const seen = await sampleEach(
          cuts.map((text) => play({ text, ending })),
          patient,
        );
        expect(seen.map(({ arm }) => arm)).toEqual([...cuts.keys()]);
        for (const [at, { outcome }] of seen.entries())
          expect(outcome, `cut off after ${at} bytes`).toMatch(/^(reset|malformed)$/);
      },
    );
  });

  test('an answer that was complete before the connection was closed counts', async () => {
    const headers = ['Connection: close'];
    const conducts = framings.map((framing) =>
      play({ text: textOf({ ...head, headers, framing }), ending: 'fin' }),
    );
    const seen = await sampleEach(conducts, { ...patient, connections: 1 });
    expect(seen.map(({ outcome }) => outcome)).toMatchObject(
      Array(3).fill({ status: 200, body: Buffer.from(head.body) }),
    );
  });

  test('a body without end is cut off near the limit, and its connection closed', async () => {
    const sent = Array.from({ length: 12 }, () => 0);
    const conducts = sent.map((_, index) => withoutEnd((bytes) => (sent[index] = bytes), index % 2 === 0));
    const seen = await sampleEach(conducts, patient);
    expect(seen.map(({ outcome }) => outcome)).toEqual(sent.map(() => 'malformed'));
    // The operating system takes some of it from the server before anybody reads.
    for (const bytes of sent) expect(bytes).toBeLessThan(32 * BODY_LIMIT);
  });

  test('a response that drips, stalls or never ends is given up at the time-out', async () => {
    const stall = fc.oneof(
      fc
        .constantFrom(...framings)
        .chain((framing) =>
          fc
            .nat(answer(framing).length - 1)
            .map((at) => play({ text: answer(framing).slice(0, at), ending: 'open' })),
        ),
      fc.constantFrom(...framings).map((framing) => drip(answer(framing))),
      fc
        .constantFrom('HTTP/1.1 103 Early\r\n\r\n', 'HTTP/1.1 200 ', `${answer('chunked').slice(0, 70)}`)
        .map(repeat),
      fc.nat(200).map((missing) =>
        play({
          text: textOf({
            ...head,
            framing: 'until-close',
            headers: [`Content-Length: ${head.body.length + missing + 1}`],
          }),
          ending: 'open',
        }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(stall, { minLength: 30, maxLength: 60 }), async (stalls) => {
        const seen = await sampleEach(stalls, { reuse, connections: 60, timeoutMs: HASTY_MS });
        expect(seen.map(({ arm }) => arm)).toEqual([...stalls.keys()]);
        for (const { outcome } of seen) expect(outcome).toMatch(/^(timeout|malformed)$/);
      }),
      { numRuns: 8 },
    );
  });

  test('every request gets an outcome, even if the server answers before the request or closes at once', async () => {
    const greetings = fc.record({
      text: fc.constantFrom(
        '',
        answer('length'),
        answer('chunked'),
        answer('until-close'),
        answer('length').repeat(2),
        '\x16garbage',
        'HTTP/1.1 100 C\r\n\r\n',
      ),
      ending: fc.constantFrom<Ending>('fin', 'rst', 'late-rst'),
    });
    await fc.assert(
      fc.asyncProperty(greetings, fc.integer({ min: 1, max: 15 }), async (greeting, requests) => {
        const silent = Array.from({ length: requests }, (): Conduct => () => {});
        const seen = await sampleEach(silent, { ...patient, connections: 3 }, play(greeting));
        expect(seen.map(({ arm }) => arm)).toEqual([...silent.keys()]);
        for (const observation of seen) assertWholeOrNone(observation);
      }),
      { numRuns: 100 },
    );
  });
});

test('version numbers that undici lets pass, and reasons with control characters, are answers nonetheless', async () => {
  const lines = [
    'HTTP/1.0 200 OK',
    'HTTP/0.9 200 OK',
    'HTTP/2.0 200 OK',
    'HTTP/1.1 200',
    'HTTP/1.1 200 O\0K',
  ];
  const conducts = lines.map((statusLine) =>
    play({ text: textOf({ ...head, statusLine, framing: 'length' }), ending: 'fin' }),
  );
  const seen = await sampleEach(conducts, { reuse: false, connections: 2, timeoutMs: PATIENT_MS });
  for (const observation of seen) assertWholeOrNone(observation);
});

test('an answer that undici hangs up on is malformed: nobody has reset the connection', async () => {
  const unasked = ['HTTP/1.1 100 Continue', 'HTTP/1.1 101 Up\r\nConnection: upgrade\r\nUpgrade: x'];
  const conducts = unasked.map((early) =>
    play({ text: `${early}\r\n\r\n${answer('length')}`, ending: 'open' }),
  );
  const seen = await sampleEach(conducts, { reuse: false, connections: 2, timeoutMs: PATIENT_MS });
  expect(seen.map(({ outcome }) => outcome)).toEqual(['malformed', 'malformed']);
});

describe('the verdict', () => {
  const verdictOn = async (conduct: Conduct) => {
    await using server = await rawServer([conduct]);
    return await verify({ target: server.url, expect: '10%', timeoutMs: PATIENT_MS });
  };

  test.each<[string, Conduct]>([
    ['cut short by FIN', play({ text: answer('length').slice(0, -1), ending: 'fin' })],
    ['cut short by RST', play({ text: answer('until-close').slice(0, -1), ending: 'late-rst' })],
    [
      'with two lengths',
      play({ text: answer('length').replace('\r\n', '\r\nContent-Length: 3\r\n'), ending: 'fin' }),
    ],
    ['without an end', withoutEnd(() => {}, true)],
    ['of garbage', play({ text: '\0\x01\x02', ending: 'fin' })],
  ])('on answers %s counts no version, though their headers name one', async (_, conduct) => {
    const verdict = await verdictOn(conduct);
    expect(verdict).toMatchObject({ verdict: 'unmeasured', stable: 0, canary: 0 });
  });

  test('on redirects counts them where they came from, and follows none', async () => {
    const statusLine = 'HTTP/1.1 302 Found';
    const headers = ['Location: /elsewhere', 'X-Service-Track: stable'];
    const verdict = await verdictOn(
      play({ text: textOf({ ...head, statusLine, headers, framing: 'length' }), ending: 'fin' }),
    );
    expect(verdict).toMatchObject({ verdict: 'differs', canary: 0, failed: 0 });
  });
});

/** How many bytes of an answer are not the whole of it. One without a length is whole when its connection ends in peace. */
function endsAt(whole: string, framing: Parts['framing'], ending: Ending): number {
  if (framing !== 'until-close') return whole.length;
  // A reset that comes together with the last bytes reaches nobody: libuv reports an orderly end.
  return ending === 'late-rst' ? whole.length + 1 : whole.indexOf('\r\n\r\n') + 4;
}

function assertWholeOrNone({ outcome }: Observation): void {
  if (typeof outcome === 'object')
    expect(outcome).toMatchObject({ status: 200, body: Buffer.from(head.body) });
  else expect(outcome).toMatch(/^(reset|malformed)$/);
}

/** Sends a body for as long as somebody takes it, and tells how much. */
function withoutEnd(tell: (bytes: number) => void, chunked: boolean): Conduct {
  const piece = 'x'.repeat(0x4000);
  const framed = Buffer.from(chunked ? `4000\r\n${piece}\r\n` : piece);
  return (socket) => {
    const framing = chunked ? 'Transfer-Encoding: chunked' : 'X-Until: close';
    socket.write(`HTTP/1.1 200 OK\r\nX-Service-Track: canary\r\n${framing}\r\n\r\n`);
    whileOpen(socket, framed, () => tell(socket.bytesWritten - socket.writableLength));
  };
}

/** Says the same over and over. */
function repeat(text: string): Conduct {
  return (socket) => whileOpen(socket, Buffer.from(text), () => {});
}

function whileOpen(socket: Parameters<Conduct>[0], bytes: Buffer, written: () => void): void {
  const more = () => {
    written();
    if (!socket.destroyed) socket.write(bytes, () => setImmediate(more));
  };
  more();
}

/** One byte each 20 ms. */
function drip(text: string): Conduct {
  return (socket) => {
    let at = 0;
    const dripping = setInterval(() => socket.write(text.charAt(at++), 'latin1'), 20);
    socket.on('close', () => clearInterval(dripping));
  };
}
