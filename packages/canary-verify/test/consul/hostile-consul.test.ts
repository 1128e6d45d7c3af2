import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { countReplicas } from '../../src/consul/count-replicas.js';
import { explain } from '../../src/index.js';
import { verify } from '../../src/verify.js';
import { LASTING, MOST_MEGABYTES } from '../bounded/limits.js';
import { runCommand } from '../bounded/run-command.js';
import { fakeServer, replica } from '../fake-server.js';
import { mutations } from '../mutated.js';

/** An entry as Consul 1.20 gives it, without what nobody reads. */
const ENTRY = {
  Node: { Node: 'node-1', Address: '127.0.0.1', Meta: null },
  Service: {
    ID: 'service-v1-1',
    Service: 'service-v1',
    Tags: [],
    Address: '',
    Port: 8080,
    Weights: { Passing: 1, Warning: 1 },
  },
  Checks: [
    { CheckID: 'serfHealth', Name: 'Serf Health Status', Status: 'passing', Output: 'alive', Notes: '' },
    { CheckID: 'service:1', Name: 'http', Status: 'warning', Output: 'slow', Notes: '' },
  ],
};

/** A fake Consul that answers with what nobody expects. */
const consulSaying = (health: unknown, catalog: unknown): RequestListener => {
  return (request, response) =>
    response.end(JSON.stringify(request.url?.startsWith('/v1/catalog') ? catalog : health));
};

const CATALOG = { consul: [], 'service-v1': [], 'service-v2': ['canary'] };

/** Neither an error of ours nor a value that is none. */
function expectNamed(text: string, name: string): void {
  expect(text, name).not.toMatch(/TypeError|undefined|\[object|Cannot read|is not (a function|iterable)|NaN/);
}

describe('a node of the answer that is of another type', () => {
  const changed = [...mutations([ENTRY])];

  test('there are many', () => expect(changed.length).toBeGreaterThan(300));

  test('is named, or is one that nobody reads', async () => {
    let answer: unknown = null;
    let named = 0;
    await using consul = await fakeServer((request, response) =>
      consulSaying(answer, CATALOG)(request, response),
    );
    const services = { stable: 'service-v1', canary: 'service-v2' };
    const source = { url: new URL(consul.url).origin, token: null, services, alone: null };
    for (const { name, document } of changed) {
      answer = document;
      const count = await countReplicas(source, new AbortController().signal);
      expectNamed(JSON.stringify(count), name);
      if ('replicas' in count) continue;
      named++;
      expect(count.failure, name).toContain('Consul answered something that is not a list of services: ');
    }
    expect(named).toBeGreaterThan(100);
  });

  test.each(['health', 'catalog'] as const)('of %s: explain names it', async (place) => {
    let answer: unknown = null;
    await using consul = await fakeServer((request, response) => {
      const saying = place === 'health' ? consulSaying(answer, CATALOG) : consulSaying([ENTRY], answer);
      saying(request, response);
    });
    for (const { name, document } of mutations(place === 'health' ? [ENTRY] : CATALOG)) {
      answer = document;
      const explanation = await explain({ consul: new URL(consul.url).origin });
      expectNamed(JSON.stringify(explanation), name);
    }
  });
});

describe('an answer that is cut short', () => {
  test('at any place is named', async () => {
    const whole = JSON.stringify([ENTRY]);
    let length = 0;
    await using consul = await fakeServer((_, response) => response.end(whole.slice(0, length)));
    for (length = 0; length < whole.length; length += 7) {
      const { diagnosis } = await verify({
        target: 'http://127.0.0.1:1/',
        expect: '50%',
        consul: new URL(consul.url).origin,
      });
      expect(diagnosis).toMatchObject([
        { kind: 'consul-unreachable', cause: expect.stringContaining('is not JSON, or is cut short') },
      ]);
    }
  });
});

/** Says a piece again and again until the client hangs up. */
const endless = (beginning: string, piece: string): RequestListener => {
  const pieces = piece.repeat(Math.ceil(60_000 / piece.length));
  return (_, response) => {
    response.write(beginning);
    const go = () => {
      while (!response.destroyed && response.write(pieces)) {
        // The client takes more.
      }
    };
    response.on('drain', go);
    go();
  };
};

const deep = (open: string, close: string, depth: number): RequestListener => {
  return (_, response) => response.end(open.repeat(depth) + close.repeat(depth));
};

const HOSTILE: Readonly<Record<string, RequestListener>> = {
  'a list without end': endless('[', '{},'),
  'numbers without end': endless('[', '1,'),
  'a text without end': endless('["', 'x'),
  'spaces without end': endless('', ' '),
  'lists in lists without end': endless('', '['),
  'objects in objects without end': endless('', '{"a":'),
  'names without end': endless('{', '"a":1,'),
  'no end after the beginning': (_, response) => void response.write('['),
  'nothing at all': () => {},
  'lists nested 100,000 deep': deep('[', ']', 100_000),
  'lists nested a million deep': deep('[', ']', 1_000_000),
  '300,000 empty entries': (_, response) => response.end(`[${Array(300_000).fill('{}').join()}]`),
  '4,000 entries with long names': (_, response) =>
    response.end(
      JSON.stringify(
        Array.from({ length: 4_000 }, (_, n) => ({
          ...ENTRY,
          Service: { ...ENTRY.Service, ID: `${n}-${'x'.repeat(1_000)}` },
        })),
      ),
    ),
};

describe.each(Object.entries(HOSTILE))('%s', (_, listener) => {
  test.each([
    { command: 'verify', argv: ['-n', '10', ...LASTING] },
    { command: 'explain', argv: ['explain', '--json'] },
  ])('is bounded for $command', async ({ argv }) => {
    await using server = await fakeServer(replica('stable', 'a'));
    await using consul = await fakeServer(listener);
    const target = argv[0] === 'explain' ? [] : [server.url];
    const ran = await runCommand([...argv, '--consul', new URL(consul.url).origin, ...target]);
    expectNamed(ran.stderr + ran.stdout, argv.join(' '));
    expect([0, 1, 2, 3]).toContain(ran.exitCode);
    expect(JSON.parse(ran.stdout)).toHaveProperty('diagnosis');
    expect(ran.seconds).toBeLessThan(12);
    expect(ran.megabytes).toBeLessThanOrEqual(MOST_MEGABYTES);
  });
});
