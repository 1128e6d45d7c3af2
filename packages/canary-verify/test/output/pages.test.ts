import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { diagnosisPage, verdictPage } from '../../src/reporters/pages.js';
import { OUTCOMES } from '../reporters/evil.js';
import { kindsIn } from '../schemas/kinds.js';
import { examplesIn, pageCalled, pagesIn } from './pages.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const kinds = kindsIn('verdict.schema.json', 'Diagnosis');
const pages = [...pagesIn('verdicts'), ...pagesIn('diagnoses')];

/** The file that a link into the repository on GitHub names. */
function local(link: string): string {
  const [, path] = /^https:\/\/github\.com\/canary-verify\/canary-verify\/blob\/main\/(.+)$/.exec(link) ?? [];
  return resolve(root, path ?? link);
}

test('every verdict has a page, and every page a verdict', () => {
  expect(
    pagesIn('verdicts')
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...OUTCOMES].sort());
});

// A kind without a page: copy one of docs/diagnoses, and give it a case in verdict-cases.ts for its example.
test('every kind of diagnosis has a page, and every page a kind', () => {
  expect(
    pagesIn('diagnoses')
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...kinds].sort());
});

test('the links of the output lead there', () => {
  for (const outcome of OUTCOMES) expect(existsSync(local(verdictPage(outcome))), outcome).toBe(true);
  for (const { name, file } of pagesIn('diagnoses'))
    expect(local(diagnosisPage({ kind: name as 'leak' }))).toBe(file);
});

describe.each(pages)('$name', (page) => {
  test('says what it says, why it happens and what to do', () => {
    const headings = [...page.text.matchAll(/^##? (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([page.name, 'What it says', 'Why it happens', 'What to do']);
  });

  test('shows an example of its own', () => expect(examplesIn(page)).toContain(page.name));

  test('shows nothing else that looks like output', () => {
    const blocks = page.text.match(/^```console$/gm) ?? [];
    expect(blocks).toHaveLength(examplesIn(page).length);
  });

  test('has links that lead somewhere', () => {
    for (const [, link = ''] of page.text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g))
      expect(existsSync(resolve(dirname(page.file), link)), link).toBe(true);
  });
});

describe('what is printed as the next step', () => {
  const printed = ['verify', 'headers', 'explain', 'inspect'].map(
    (name) => pageCalled(`output/${name}`).text,
  );
  const steps = printed.flatMap((text) =>
    [...text.matchAll(/^ *next {2}(.+(?:\n {8,}(?!more|next)\S.*)*)/gm)].map(([, step = '']) =>
      step.replace(/\s+/g, ' '),
    ),
  );

  test('is there', () => expect(new Set(steps).size).toBeGreaterThan(30));

  test.each([...new Set(steps)])('names its object: %s', (step) => {
    expect(step).not.toMatch(
      /^(It|They|That|This one|Its|Their)\b|\b(them|there(?! is| are)|this one|that one)\b/i,
    );
  });

  test('stands directly under a diagnosis, and not in a block of its own', () => {
    for (const text of printed)
      for (const block of text.split('\n\n'))
        if (/^ *next {2}/.test(block))
          expect(block).toMatch(/^ *next {2}(Find the cause|To verify these rules)/);
  });
});
