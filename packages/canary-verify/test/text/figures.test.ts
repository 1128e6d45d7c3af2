import { describe, expect, test } from 'vitest';
import * as figures from '../../src/text/figures.js';
import { painter } from '../../src/text/paint.js';
import { printable } from '../../src/text/printable.js';
import { sorted } from '../../src/text/sorted.js';
import { fileProblem, quoted, UsageError } from '../../src/text/usage-error.js';
import { wrapped } from '../../src/text/wrapped.js';

describe('figures', () => {
  test.each([
    [0, '0.00 %'],
    [0.0933, '9.33 %'],
    [0.01, '1.00 %'],
    [0.00999, '1.00 %'],
    [0.00123, '0.12 %'],
    [0.000123, '0.012 %'],
    [1e-9, '0.000000 %'],
    [1, '100.00 %'],
  ])('a share of %d is %s', (share, text) => expect(figures.shareFigure(share)).toBe(text));

  test.each([
    [9.94, '9.9'],
    [10, '10'],
    [1234.5, '1,235'],
  ])('%d ms are %s', (milliseconds, text) => expect(figures.millisecondsFigure(milliseconds)).toBe(text));

  test('one is one, others are several', () => {
    expect(figures.counted(1, 'replica')).toBe('1 replica');
    expect(figures.counted(0, 'replica')).toBe('0 replicas');
    expect(figures.counted(1275, 'request')).toBe('1,275 requests');
  });

  test('have as many digits as they were given', () => {
    expect(figures.confidenceFigure(0.9995)).toBe('99.95 %');
    expect(figures.percent(0.1 + 0.2)).toBe('30 %');
    expect(figures.percentagePoints(0.035)).toBe('3.5 points');
    expect(figures.secondsFigure(671)).toBe('0.7 s');
    expect(figures.wholeFigure(1275)).toBe('1,275');
  });
});

test('colours are there when they are wanted', () => {
  expect(painter(true)('green', 'yes')).toBe('\u001b[32myes\u001b[39m');
  expect(painter(true)('bold', 'yes')).toBe('\u001b[1myes\u001b[22m');
  expect(painter(false)('green', 'yes')).toBe('yes');
});

test('names stand in the order of their numbers', () => {
  const named = new Map([
    ['service-v1-10', 1],
    ['service-v1-2', 2],
    ['a', 3],
  ]);
  expect(Object.entries(sorted(named))).toEqual([
    ['a', 3],
    ['service-v1-2', 2],
    ['service-v1-10', 1],
  ]);
});

test('what came is quoted, shortened and without secrets', () => {
  expect(quoted('a"b')).toBe('"a\\"b"');
  expect(quoted(7)).toBe('"7"');
  expect(quoted(null)).toBe('"null"');
  expect(quoted('x'.repeat(60))).toBe(`"${'x'.repeat(60)}"`);
  expect(quoted('x'.repeat(61))).toBe(`"${'x'.repeat(57)}..."`);
  expect(quoted('token=secret')).not.toContain('secret');
});

test('a wrong usage names its option and its problem', () => {
  const error = new UsageError('rate', 'wants a number');
  expect(error).toMatchObject({
    ...{ name: 'UsageError', message: 'rate wants a number', option: 'rate', problem: 'wants a number' },
  });
  expect(fileProblem(new Error("ENOENT: no such file, open '/a'"))).toBe('ENOENT: no such file');
  expect(fileProblem('nothing')).toBe('unusable');
});

describe('a text is broken between words', () => {
  const word = (letters: number) => 'x'.repeat(letters);

  test('where the next word would end beyond column 80', () => {
    expect(wrapped(`${word(39)} ${word(40)}`, '')).toBe(`${word(39)} ${word(40)}`);
    expect(wrapped(`${word(40)} ${word(40)}`, '')).toBe(`${word(40)}\n${word(40)}`);
  });

  test('with one indent for the first line and another for the rest', () => {
    const text = `${word(70)} ${word(70)} ${word(70)}`;
    expect(wrapped(text, '* ', '  ')).toBe(`* ${word(70)}\n  ${word(70)}\n  ${word(70)}`);
    expect(wrapped('short', '* ', '  ')).toBe('* short');
    expect(wrapped(`${word(90)} a`, '  ')).toBe(`  ${word(90)}\n  a`);
    // 76 letters fit behind the first indent, not behind the longer one of the second line.
    expect(wrapped(`${word(76)} ${word(75)} ab`, '', '    ')).toBe(`${word(76)}\n    ${word(75)}\n    ab`);
    expect(wrapped(`${word(70)} ab ${word(10)}`, '        ', '')).toBe(`        ${word(70)}\nab ${word(10)}`);
  });
});

describe('a text for the terminal', () => {
  test('is cut where it is too long, not between the halves of a character', () => {
    expect(printable('x'.repeat(80))).toBe('x'.repeat(80));
    expect(printable('x'.repeat(81))).toBe(`${'x'.repeat(79)}…`);
    expect(printable('é'.repeat(80))).toBe('é'.repeat(80));
    expect(printable(`${'x'.repeat(9)}😀😀`, 11)).toBe(`${'x'.repeat(9)}…`);
    expect(printable(`x😀${'x'.repeat(20)}`, 11)).toBe(`x😀${'x'.repeat(7)}…`);
  });
});
