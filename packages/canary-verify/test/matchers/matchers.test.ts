import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeServer, fakeServer, inTurn, replica, replicaOf } from '../fake-server.js';
import { JEST_EXAMPLE, type Outcomes, PACKAGE, RUNNERS, runSuite } from './run-suites.js';

/** What the message of each test of claims.body.js has in it; null: the test passes. */
const EXPECTED: Readonly<Record<string, RegExp | null>> = {
  split: null,
  'split refuted':
    /toSplitTraffic: the responses show that it is not so\.\n\n✘ differs: \d+\.\d\d % of responses/,
  'not split': null,
  'not split refuted': /not\.toSplitTraffic: the responses show that it is so\.\n\n✔ matches/,
  undecided: /toSplitTraffic: whether it is so is not known\.\n\n\? undecided/,
  'not undecided': /not\.toSplitTraffic: whether it is so is not known\.\n\n\? undecided/,
  unmeasured:
    /whether it is so is not known\.\n\n! unmeasured[\s\S]*127\.0\.0\.1:1: the connection was refused/,
  'not unmeasured': /not\.toSplitTraffic: whether it is so is not known\.\n\n! unmeasured/,
  header: null,
  'header refuted': /toRouteHeader: the responses show that it is not so\.[\s\S]*✘ differs/,
  'not header': null,
  'unmarked refuted': /toRouteHeader: the responses show that it is not so\.[\s\S]*✘ differs/,
  'headers of': null,
  'headers of refuted': /toRouteHeadersOf: the responses show that it is not so\.[\s\S]*X-Canary: always/,
  replicas: null,
  'replicas refuted':
    /toReachReplicas: the responses show that it is not so\.[\s\S]*not all replicas\s+answered/,
  'replicas without names': /toReachReplicas: whether it is so is not known[\s\S]*do not name their replica/,
  'not replicas without names': /not\.toReachReplicas: whether it is so is not known/,
  version: null,
  'version refuted': /toServeVersion: the responses show that it is not so\.[\s\S]*1\.1\.0/,
  verdict: null,
  'verdict refuted': /toMatchVerdict: the responses show that it is not so\.\n\n✘ differs/,
  'not verdict of nothing': /not\.toMatchVerdict: whether it is so is not known\.\n\n! unmeasured/,
  'time-out':
    /\? undecided[\s\S]*The time-out of the test is 3\.0 s; \d\.\d s of it were left for this run\. Give the test more, for example 60 s/,
  'no time': /maxTimeMs does not fit into the test\. The time-out of the test is 0\.7 s/,
  'asked again':
    /retry is refused: a claim that is measured until it passes has no error rate[\s\S]*✘ differs/,
  'another claim': null,
  'expectation twice': /expect must not be among the options here/,
  'no URL': /target must be the URL that is asked, as text or URL; got an object/,
};

const stable = Array.from({ length: 9 }, (_, index) => replica('stable', `stable-${index + 1}`));
const nameless = Array.from({ length: 9 }, () => replicaOf('1.0.0', 'stable'));
let servers: FakeServer[] = [];
let env: Record<string, string>;
let tests: string;

beforeAll(async () => {
  tests = await readFile(new URL('claims.body.js', import.meta.url), 'utf8');
  const [canary, ninth] = [replica('canary', 'canary-1'), replica('stable', 'stable-1')];
  servers = await Promise.all([
    fakeServer(inTurn(...stable, canary)),
    fakeServer((request, response) =>
      (isMarked(request.headers['x-canary']) ? canary : ninth)(request, response),
    ),
    fakeServer((_, response) => void setTimeout(() => ninth(_, response), 300)),
    fakeServer(inTurn(...nameless, replicaOf('1.1.0', 'canary'))),
  ]);
  const [TARGET = '', MARKED = '', SLOW = '', NAMELESS = ''] = servers.map(({ url }) => url);
  env = { TARGET, MARKED, SLOW, NAMELESS };
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
});

describe.each(Object.entries(RUNNERS))('in %s', (name, runner) => {
  let outcomes: Outcomes;
  beforeAll(async () => {
    const parent = name.startsWith('Jest') ? JEST_EXAMPLE : PACKAGE;
    outcomes = await runSuite({ ...runner, env }, parent, tests);
  });

  test('every test of the suite was run', () =>
    expect(Object.keys(outcomes).sort()).toEqual(Object.keys(EXPECTED).sort()));

  test.each(Object.keys(EXPECTED))('%s', (title) => {
    const expected = EXPECTED[title] ?? null;
    if (expected === null) expect(outcomes[title]).toBeNull();
    else expect(outcomes[title]).toMatch(expected);
  });
});

test('in Vitest every matcher is refused in expect.poll', async () => {
  const polled = `test('polled', () => expect.poll(() => process.env.TARGET).toSplitTraffic('10%'));`;
  const runner = RUNNERS['Vitest 4'];
  if (runner === undefined) throw new Error('there is no Vitest 4');
  const { polled: message } = await runSuite({ ...runner, env }, PACKAGE, polled);
  expect(message).toMatch(
    /toSplitTraffic is refused in expect\.poll: a claim that is measured until it passes/,
  );
});

/** As HAProxy's `req.hdr`: each value of a list counts. */
function isMarked(header: string | string[] | undefined): boolean {
  return String(header)
    .split(',')
    .some((value) => value.trim() === 'always');
}
