import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/observation/observation.js';
import type { VerifyOptions } from '../../src/options/options.js';
import { textReport } from '../../src/reporters/text.js';
import { answerOf, type Respond, runOn } from '../run-on.js';

const on = (given: VerifyOptions, respond: Respond) => runOn(given, respond).verdict;
const kinds = (given: VerifyOptions, respond: Respond) =>
  on(given, respond).diagnosis.map(({ kind }) => kind);
/** One line, however it was wrapped. */
const text = (given: VerifyOptions, respond: Respond) =>
  textReport(on(given, respond), false).replace(/\s+/g, ' ');

/** A response that names a version, and no track. */
const versioned = (version: string, instance: string | null = null): Answer => ({
  ...{ status: 200, headers: {}, body: Buffer.from(JSON.stringify({ version, instance })) },
});
const silent: Answer = { status: 200, headers: {}, body: Buffer.from('hello') };
const turns =
  (...answers: (Answer | 'reset')[]): Respond =>
  ({ request }) =>
    answers[request % answers.length] as Answer;
const nineAndOne = (stable: Answer, canary: Answer) => turns(...Array(9).fill(stable), canary);
const tagged = (tag: string): Answer => ({ ...silent, headers: { etag: tag } });

describe('one version alone, whatever its name', () => {
  test.each(['1.0.0', '1.1.0', 'v1.0.0-14-gabcdef0', 'blue', '3f2a9c0', '20261130'])(
    'differs where 10 %% are expected: %s',
    (version) => {
      const verdict = on({ expect: '10%' }, turns(versioned(version)));
      expect(verdict).toMatchObject({
        ...{ verdict: 'differs', exitCode: 1, requests: 700, unidentified: 700, share: null },
        diagnosis: [
          {
            ...{ kind: 'one-version', arm: 'all requests', version, responses: 700 },
            ...{ only: false, alike: [], instances: [] },
          },
        ],
      });
    },
  );

  test.each([
    ['10%', 700],
    ['90%', 700],
    ['50%', 700],
  ])('takes as many requests as an unnamed side would: %s', (expectation, most) => {
    const named = on({ expect: expectation }, turns(answerOf(expectation === '90%' ? 'canary' : 'stable')));
    const alone = on({ expect: expectation }, turns(versioned('1.0.0')));
    expect(alone).toMatchObject({ verdict: 'differs', requests: named.requests });
    expect(alone.requests).toBeLessThanOrEqual(most);
  });

  test.each([
    ['header:x-release', { ...silent, headers: { 'x-release': 'blue' } }],
    ['json:/build', { ...silent, body: Buffer.from('{"build":17}') }],
    ['body:hel+o', silent],
  ])('is so by %s as well', (by, answer) => {
    expect(on({ expect: '10%', by }, turns(answer))).toMatchObject({ verdict: 'differs', requests: 700 });
  });

  test('is told beside the replica that gave all of it, and beside several not', () => {
    expect(text({ expect: '10%' }, turns(versioned('1.0.0', 's1')))).toContain(
      '1.0.0 alone answered, all 700 responses: the share of the canary is 0 % or 100 %. All came from the replica s1: a proxy that keeps this client with one replica looks the same.',
    );
    const two = text({ expect: '10%' }, turns(versioned('1.0.0', 's1'), versioned('1.0.0', 's2')));
    expect(two).toContain('differs: one version alone answered, not 10 % ± 3 points');
    expect(two).not.toContain('looks the same');
    expect(text({ expect: '10%' }, turns(versioned('1.0.0')))).toContain('They name no replica');
  });

  test('from one replica of several that are announced says nothing about the others', () => {
    const verdict = on(
      { expect: '10%', replicas: { stable: 9, canary: 1 } },
      turns(versioned('1.0.0', 's1')),
    );
    expect(verdict).toMatchObject({ verdict: 'unmeasured' });
    expect(verdict.diagnosis).toContainEqual({
      ...{ kind: 'one-replica', arm: 'all requests', instance: 's1', replicas: 10 },
    });
  });

  test('needs more where some requests fail or name no version, and counts them against it', () => {
    const failing = on(
      { expect: '10%', maxFailures: '20%' },
      turns(...Array(9).fill(versioned('1.0.0')), 'reset'),
    );
    expect(failing.verdict).not.toBe('matches');
    expect(failing.requests).toBeGreaterThan(89);
    // A fifth without a version could all be the canary's.
    const silence = { expect: '10%', maxFailures: '50%', maxRequests: 2_000 };
    expect(on(silence, turns(...Array(4).fill(versioned('1.0.0')), silent))).toMatchObject({
      verdict: 'unmeasured',
    });
  });

  test('beside a firewall that refuses is found unmeasurable soon', () => {
    const refused: Answer = { ...silent, status: 403 };
    const verdict = on({ expect: '10%' }, turns(versioned('1.0.0'), versioned('1.0.0'), refused));
    expect(verdict).toMatchObject({ verdict: 'unmeasured' });
    expect(verdict.requests).toBeLessThan(100);
    expect(verdict.diagnosis).toContainEqual(
      expect.objectContaining({ kind: 'unidentified', unidentified: verdict.statuses['403'] }),
    );
  });

  test('on reused connections needs the first responses of 89 of them', () => {
    const asked = new Set<number>();
    const verdict = on({ expect: '10%', connectionMode: 'reuse' }, ({ connection }) => {
      asked.add(connection);
      return versioned('1.0.0');
    });
    expect(verdict).toMatchObject({ verdict: 'differs', connectionMode: 'reuse' });
    expect(asked.size).toBeGreaterThanOrEqual(89);
  });

  test('on reused connections that are pinned waits for the other version', () => {
    // Nine of ten connections stay with 1.0.0, so that 89 requests in a row prove nothing.
    const pinned: Respond = ({ connection }) => versioned(connection % 10 === 9 ? '1.1.0' : '1.0.0');
    expect(on({ expect: '10%', connectionMode: 'reuse' }, pinned).verdict).toBe('unmeasured');
  });

  test('is void when a second version comes', () => {
    const late: Respond = ({ request }) => versioned(request === 50 ? '1.1.0' : '1.0.0');
    expect(on({ expect: '10%' }, late)).toMatchObject({ verdict: 'differs', stable: expect.any(Number) });
    const right: Respond = ({ request }) => versioned(request > 60 && request % 10 === 0 ? '1.1.0' : '1.0.0');
    expect(on({ expect: '10%' }, right).stable).toBeGreaterThan(89);
  });
});

describe('one version alone where one alone is expected', () => {
  test.each(['0%', '100%'])('%s is never matched by a guess: the report asks which it is', (expectation) => {
    const verdict = on({ expect: expectation }, turns(versioned('1.0.0')));
    expect(verdict).toMatchObject({ verdict: 'unmeasured', exitCode: 3, requests: 459 });
    expect(verdict.diagnosis).toMatchObject([{ kind: 'one-version', only: true, version: '1.0.0' }]);
    expect(text({ expect: expectation }, turns(versioned('1.0.0')))).toContain(
      'Name the side of 1.0.0: --stable 1.0.0 or --canary 1.0.0',
    );
  });

  test('a second version tells, and is a leak', () => {
    const leaking: Respond = ({ request }) => versioned(request === 200 ? '1.1.0' : '1.0.0');
    expect(on({ expect: '0%' }, leaking)).toMatchObject({ verdict: 'differs', canary: 1, stable: 201 });
  });

  test('the same version for marked and unmarked requests differs, whichever it is', () => {
    const arms = [
      { name: 'marked', expect: '100%', headers: { 'X-Canary': 'always' } },
      { name: 'others', expect: '0%' },
    ];
    const verdict = on({ arms }, turns(versioned('1.0.0')));
    expect(verdict).toMatchObject({
      verdict: 'differs',
      arms: [
        { name: 'marked', verdict: 'differs' },
        { name: 'others', verdict: 'undecided' },
      ],
    });
    expect(verdict.diagnosis).toContainEqual(
      expect.objectContaining({ kind: 'one-version', arm: 'marked', alike: ['others'] }),
    );
  });

  test('two kinds that expect the same side do not', () => {
    const arms = [
      { name: 'one', expect: '0%' },
      { name: 'other', expect: '0%', headers: { 'X-A': '1' } },
    ];
    expect(on({ arms }, turns(versioned('1.0.0')))).toMatchObject({ verdict: 'unmeasured' });
  });

  test('marked requests and a share: the canary is not reached by either', () => {
    const arms = [
      { name: 'marked', expect: '100%', headers: { 'X-Canary': 'always' } },
      { name: 'share', expect: '10%' },
    ];
    expect(on({ arms }, turns(versioned('1.0.0')))).toMatchObject({
      verdict: 'differs',
      arms: [{ verdict: 'differs' }, { verdict: 'differs' }],
    });
  });
});

describe('a version beside responses that name their side', () => {
  test('is not alone, and not guessed', () => {
    const verdict = on({ expect: '10%' }, nineAndOne(versioned('1.0.0'), answerOf('canary')));
    expect(verdict).toMatchObject({ verdict: 'unmeasured' });
    expect(verdict.requests).toBeLessThan(100);
    expect(verdict.diagnosis).toMatchObject([{ kind: 'unidentified', versions: ['1.0.0', '1.1.0'] }]);
  });
});

describe('two versions that nobody can put in order', () => {
  test.each([
    ['v1.2.3', 'v1.2.3-canary.1'],
    ['v1.0.0', 'v1.0.0-14-gabcdef0'],
    ['1.0.0', '1.0.0-2'],
    ['3f2a9c0', '9c013f2'],
    ['20261129', '20261130'],
    ['blue', 'green'],
  ])('%s and %s: neither is counted, and both are named', (stable, canary) => {
    const verdict = on({ expect: '10%' }, nineAndOne(versioned(stable), versioned(canary)));
    expect(verdict).toMatchObject({ verdict: 'unmeasured', stable: 0, canary: 0 });
    expect(verdict.diagnosis).toEqual([{ kind: 'versions-not-ordered', versions: [stable, canary].sort() }]);
    expect(text({ expect: '10%' }, nineAndOne(versioned(stable), versioned(canary)))).toMatch(
      /Name the version that is the canary: --canary \S+ or --canary \S+/,
    );
  });

  test('are told apart by the option', () => {
    const asked = { expect: '10%', canary: 'v1.2.3-canary.1' };
    const respond = nineAndOne(versioned('v1.2.3'), versioned('v1.2.3-canary.1'));
    expect(on(asked, respond)).toMatchObject({ verdict: 'matches', diagnosis: [] });
  });
});

describe('a value that an option names and no response has, while two others answer', () => {
  const split = nineAndOne(versioned('1.0.0'), versioned('1.1.0'));

  test.each([
    [{ canary: '1.1' }, 'canary', '1.1.0'],
    [{ canary: '1.1.1' }, 'canary', '1.1.0'],
    [{ canary: 'zebra' }, 'canary', null],
    [{ stable: '1.0' }, 'stable', '1.0.0'],
    [{ stable: 'v1.0.0' }, 'stable', '1.0.0'],
    [{ stable: 'zebra' }, 'stable', null],
  ])('is a wrong option, not a wrong split: %j', (named, option, nearest) => {
    for (const expectation of ['10%', '0%', '100%', '50%']) {
      const verdict = on({ expect: expectation, ...named }, ({ request }) =>
        split({ ...asked, request: request + 5 }),
      );
      expect(verdict, expectation).not.toMatchObject({ verdict: 'matches' });
      if (expectation !== '10%') continue;
      expect(verdict).toMatchObject({ verdict: 'unmeasured', exitCode: 3 });
      expect(verdict.diagnosis).toEqual([
        { kind: 'value-not-seen', option, value: Object.values(named)[0], seen: ['1.0.0', '1.1.0'], nearest },
      ]);
    }
  });
  const asked = { arm: 0, address: 0, connection: 0 };

  test('is not taken for a split after four responses of the first of them', () => {
    const verdict = on({ expect: '10%', stable: 'zebra' }, split);
    expect(verdict.requests).toBeGreaterThan(50);
  });

  test('with the quotes of an ETag is told with them', () => {
    const quoted = nineAndOne(tagged('"build-100"'), tagged('"build-101"'));
    const given = { expect: '10%', by: 'header:etag', canary: 'build-101' };
    expect(on(given, quoted)).toMatchObject({ verdict: 'unmeasured' });
    expect(text(given, quoted)).toContain(
      `No response has the value build-101 of --canary. Seen: "build-100" and "build-101".`,
    );
    expect(text(given, quoted)).toContain(`Use the value that the responses have: --canary '"build-101"'`);
    expect(on({ ...given, canary: '"build-101"' }, quoted)).toMatchObject({ verdict: 'matches' });
  });

  test.each([
    ['1.0=90%,1.1=10%', ['1.0', '1.1']],
    ['1.0.0=90%,1.1=10%', ['1.1']],
    ['stable=90%,canary=10%', ['stable', 'canary']],
  ])('among the expected versions is named too: %s', (expectation, values) => {
    const verdict = on({ expect: expectation }, split);
    expect(verdict).toMatchObject({ verdict: 'unmeasured' });
    const found = verdict.diagnosis.filter((one) => one.kind === 'value-not-seen');
    expect(found.map(({ option, value }) => [option, value])).toEqual(
      values.map((value) => ['expect', value]),
    );
    expect(kinds({ expect: expectation }, split)).not.toContain('unidentified');
  });

  test('beside a right one leaves the others unidentified', () => {
    const verdict = on({ expect: '10%', stable: '1.0.0', canary: '1.1' }, split);
    expect(verdict).toMatchObject({ verdict: 'unmeasured' });
    expect(verdict.diagnosis).toEqual([
      { kind: 'value-not-seen', option: 'canary', value: '1.1', seen: ['1.1.0'], nearest: '1.1.0' },
    ]);
  });

  test('is no matter where another kind of request has it', () => {
    const arms = [
      { name: 'marked', expect: '100%', headers: { 'X-Canary': 'always' } },
      { name: 'others', expect: '0%' },
    ];
    const respond: Respond = ({ arm, request }) =>
      versioned(arm === 0 ? '1.1.0' : request % 2 === 0 ? '1.0.0' : '1.0.1');
    expect(on({ arms, canary: '1.1.0' }, respond)).toMatchObject({ verdict: 'matches' });
  });

  test('is no matter where only its failures name it', () => {
    const failing: Answer = { ...versioned('1.1.0'), status: 500 };
    const respond: Respond = ({ request }) =>
      request === 3 ? failing : versioned(request % 2 === 0 ? '1.0.0' : '1.0.1');
    expect(kinds({ expect: '10%', canary: '1.1.0', maxFailures: '5%' }, respond)).not.toContain(
      'value-not-seen',
    );
  });
});

describe('a value that an option names, while one other answers alone', () => {
  const alone = turns(versioned('1.0.0'));

  test('may be right: the canary is gone', () => {
    expect(on({ expect: '10%', canary: '1.1.0' }, alone)).toMatchObject({
      ...{
        verdict: 'differs',
        requests: 700,
        diagnosis: [{ kind: 'never-seen', track: 'canary', version: '1.1.0' }],
      },
    });
    expect(on({ expect: '0%', canary: '1.1.0' }, alone)).toMatchObject({ verdict: 'matches' });
    expect(on({ expect: '100%', stable: '0.9.0' }, alone)).toMatchObject({ verdict: 'matches' });
  });

  test.each(['1.0', 'v1.0.0', '"1.0.0"', 'shop:1.0.0', '1.0.0+build.7', '1'])(
    'is a wrong option where it is the same in another way of writing: %s',
    (value) => {
      expect(on({ expect: '100%', stable: value }, alone)).toMatchObject({ verdict: 'unmeasured' });
      expect(on({ expect: '0%', canary: value }, alone)).toMatchObject({ verdict: 'unmeasured' });
      expect(on({ expect: '10%', canary: value }, alone).diagnosis).toMatchObject([
        { kind: 'value-not-seen', value, seen: ['1.0.0'], nearest: '1.0.0' },
      ]);
    },
  );

  test('a pre-release of the one that answers is another version', () => {
    const canary = 'v1.0.0-14-gabcdef0';
    expect(on({ expect: '0%', canary }, turns(versioned('v1.0.0')))).toMatchObject({ verdict: 'matches' });
  });
});

describe('the versions of an earlier run', () => {
  const earlierVersions = { canary: '1.1.0', stable: '1.0.0' };

  test.each([
    ['1.0.0', 'canary', '1.1.0'],
    ['1.1.0', 'stable', '1.0.0'],
  ])('tell what %s alone is, and which one is gone', (remaining, track, version) => {
    const verdict = on({ expect: '10%', earlierVersions }, turns(versioned(remaining)));
    expect(verdict).toMatchObject({ verdict: 'differs', unidentified: 0 });
    expect(verdict.diagnosis).toEqual([
      { kind: 'never-seen', arm: 'all requests', track, version, only: null },
    ]);
  });

  test('do not tell what another version is, alone or beside one of them', () => {
    const other = on({ expect: '10%', earlierVersions }, turns(versioned('1.2.0')));
    expect(other.diagnosis).toMatchObject([{ kind: 'one-version', version: '1.2.0' }]);
    const both = on({ expect: '10%', earlierVersions }, nineAndOne(versioned('1.1.0'), versioned('1.2.0')));
    expect(both).toMatchObject({ verdict: 'matches', versions: { '1.2.0': both.canary } });
  });

  test('tell that the stable version alone is right where it is expected', () => {
    expect(on({ expect: '0%', earlierVersions }, turns(versioned('1.0.0')))).toMatchObject({
      verdict: 'matches',
    });
  });
});
