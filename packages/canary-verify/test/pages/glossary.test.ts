import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pageCalled } from '../output/pages.js';

const contributing = readFileSync(new URL('../../../../CONTRIBUTING.md', import.meta.url), 'utf8');
const [, section = ''] = /## The words\n([\s\S]*?)\n## /.exec(contributing) ?? [];

/** The words of a table with two columns, one by one. */
const wordsOf = (text: string) =>
  [...text.matchAll(/^\| ([^|]+?) \| /gm)].flatMap(([, words = '']) => words.split(', ')).slice(1);

const explained = wordsOf(pageCalled('glossary').text);
/** Words of the code. */
const FOR_DEVELOPERS = new Set(['observation', 'origin', 'tally', 'attempt']);

test('the glossary is in the order of the alphabet', () => {
  const [, ...rows] = [...pageCalled('glossary').text.matchAll(/^\| (\w[^|,]*?)[,|]? /gm)].map(
    ([, word = '']) => word.toLowerCase(),
  );
  expect(rows).toEqual([...rows].sort((one, other) => (one < other ? -1 : 1)));
});

test("the glossary has every word of CONTRIBUTING's table that users meet", () => {
  const words = wordsOf(section.slice(section.indexOf('|---|---|')));
  const named = words.filter((word) => word !== '---|---' && !FOR_DEVELOPERS.has(word));
  expect(named.length).toBeGreaterThan(15);
  expect(
    named.filter((word) => !explained.includes(word) && !pageCalled('glossary').text.includes(word)),
  ).toEqual([]);
});
