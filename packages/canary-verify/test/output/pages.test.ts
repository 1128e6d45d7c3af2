import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { diagnosisPage, verdictPage } from '../../src/reporters/pages.js';
import { OUTCOMES } from '../reporters/evil.js';
import { kindsIn } from '../schemas/kinds.js';
import { examplesIn, pagesIn } from './pages.js';

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
