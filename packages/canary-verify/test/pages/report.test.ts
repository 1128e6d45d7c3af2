import { expect, test } from 'vitest';
import { pageCalled } from '../output/pages.js';

const page = pageCalled('report').text;
const printed = ['verify', 'headers', 'explain'].map((name) => pageCalled(`output/${name}`).text).join('\n');

/** The words of the first column of a table, as they are printed; dots stand for what differs. */
const words = [...page.matchAll(/^\| (`[^|]+) \| /gm)].flatMap(([, cell = '']) =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word),
);

test('every line and column that the page explains is printed', () => {
  expect(words.length).toBeGreaterThan(20);
  const missing = words.filter((word) => !word.split('…').every((part) => printed.includes(part.trim())));
  expect(missing).toEqual([]);
});
