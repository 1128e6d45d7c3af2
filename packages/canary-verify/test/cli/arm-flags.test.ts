import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readArmFlags } from '../../src/cli/arm-flags.js';
import { readEnvironment } from '../../src/cli/flags/environment.js';
import { resolveOptions } from '../../src/options/options.js';

describe('--arm', () => {
  test('has headers, an arrow and who answers', () => {
    expect(readArmFlags(['X-Canary: always => canary', '=> stable', 'X-A:1=>10%'])).toEqual([
      { name: 'X-Canary: always', headers: [['X-Canary', 'always']], expect: '100%' },
      { name: 'unmarked', headers: [], expect: '0%' },
      { name: 'X-A: 1', headers: [['X-A', '1']], expect: '10%' },
    ]);
  });

  test('has one header on a line, the same name perhaps twice', () => {
    const [arm] = readArmFlags(['X-Canary: never\nX-Canary: always => canary']);
    expect(arm).toMatchObject({
      name: 'X-Canary: never + always',
      headers: [
        ['X-Canary', 'never'],
        ['X-Canary', 'always'],
      ],
    });
  });

  test('has names that tell arms apart and hold no secret', () => {
    const arms = readArmFlags(['Cookie: SID=geheim => canary', 'Cookie: SID=other => stable']);
    expect(arms.map(({ name }) => name)).toEqual(['Cookie: ***', 'Cookie: *** (2)']);
    expect(arms[0]?.headers).toEqual([['Cookie', 'SID=geheim']]);
  });

  test('takes any value that a header may have', () => {
    const value = fc.stringMatching(/^([!-~\u00a1-\u00ff]([ -~\u00a1-\u00ff]{0,20}[!-~\u00a1-\u00ff])?)?$/);
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 3 }), (values) => {
        const lines = values.map((one) => `X-A: ${one}`).join('\n');
        const [arm] = readArmFlags([`${lines} => 10%`]);
        expect(arm).toMatchObject({ headers: values.map((one) => ['X-A', one]), expect: '10%' });
      }),
    );
  });

  test.each([
    ['X-Canary: always', 'number 2 has no =>'],
    ['X-Canary always => canary', 'number 2 has one without name and colon'],
    ['X-A: 1\n => canary', 'number 2 has one without name and colon'],
    ['=> canaries', 'see number 2'],
    ['=>', 'see number 2'],
    ['=> 150%', 'see number 2'],
  ])('%j is refused without quoting it', (flag, message) => {
    expect(() => readArmFlags(['=> stable', flag])).toThrow(message);
  });

  test('in the environment an empty line stands between two', () => {
    const env = { CANARY_VERIFY_ARM: 'X-A: 1\nX-B: 2 => canary\n\n=> stable' };
    expect(readArmFlags(readEnvironment(['arm'], env).arm ?? [])).toMatchObject([
      { name: 'X-A: 1 + X-B: 2' },
      { name: 'unmarked' },
    ]);
  });
});

describe('the headers of an arm', () => {
  const headersOf = (common: Record<string, string> | [string, string][], own: [string, string][]) =>
    resolveOptions({ headers: common, arms: [{ name: 'a', headers: own, expect: '0%' }] }).arms[0].headers;

  test('keep their order and may come twice', () => {
    const twice: [string, string][] = [
      ['X-A', '1'],
      ['X-A', '2'],
    ];
    expect(headersOf([], twice)).toEqual(twice);
    expect(headersOf({ Accept: '*/*' }, twice)).toEqual([['Accept', '*/*'], ...twice]);
  });

  test('stand for those of all arms that have the same name, in whatever case', () => {
    expect(headersOf({ 'x-canary': 'never', Accept: '*/*' }, [['X-Canary', 'always']])).toEqual([
      ['Accept', '*/*'],
      ['X-Canary', 'always'],
    ]);
  });
});

describe('the tolerance of several arms', () => {
  const arms = [
    { name: 'marked', expect: '100%' },
    { name: 'unmarked', expect: '10%' },
  ];

  test('is for those that expect a share', () => {
    const [marked, unmarked] = resolveOptions({ arms, tolerance: '1pp' }).arms;
    expect([marked.expectation, unmarked?.expectation]).toEqual([
      { kind: 'only', track: 'canary', leak: 0.01, together: null },
      { kind: 'share', share: 0.1, tolerance: 0.01 },
    ]);
  });

  test('is refused where none does', () => {
    expect(() => resolveOptions({ arms: arms.slice(0, 1), tolerance: '1pp' })).toThrow(
      'tolerance is only for shares, and no `arms` has one',
    );
  });
});
