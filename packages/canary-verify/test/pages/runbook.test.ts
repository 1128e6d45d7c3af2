import { describe, expect, test } from 'vitest';
import { pageCalled, pagesIn } from '../output/pages.js';

const runbook = pageCalled('runbook').text;
const rows = [...runbook.matchAll(/^\| `(.+)` \| \[([\w-]+)\]\(diagnoses\/\2\.md\) \|$/gm)].map(
  ([, printed = '', kind = '']) => ({ printed, kind }),
);
const pages = pagesIn('diagnoses');
const printed = [
  ...pages,
  ...['verify', 'headers', 'explain', 'wait'].map((name) => pageCalled(`output/${name}`)),
];
const diagnoses = printed.flatMap(({ text }) => diagnosesIn(text));

test('the runbook has a line for every kind of diagnosis', () => {
  const kinds = new Set(rows.map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual(pages.map(({ name }) => name).sort());
});

test('the runbook leads to the pages of the verdicts that stop a release', () => {
  for (const name of ['undecided', 'unmeasured']) expect(runbook).toContain(`(verdicts/${name}.md)`);
});

describe.each(rows)('$printed', ({ printed, kind }) => {
  test(`is printed for ${kind}, and for nothing else`, () => {
    const kinds = diagnoses.filter(({ says }) => patternOf(printed).test(says)).map((one) => one.kind);
    const says = diagnoses.find((one) => one.kind === kind)?.says;
    expect([...new Set(kinds)], `${kind} prints: ${says}`).toEqual([kind]);
  });
});

/** The diagnoses of a page's examples: what each says on one line, and the kind that its link names. */
function diagnosesIn(page: string): { says: string; kind: string }[] {
  const examples = [...page.matchAll(/```console\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  return examples.flatMap((example) => {
    const parts = example.split(/ more {2}https:\S+\/diagnoses\/([\w-]+)\.md\n/);
    const texts = parts.filter((_, index) => index % 2 === 0);
    return texts.slice(0, -1).map((text, index) => ({
      says: (
        text
          .split(/\n\n|\n {2}- /)
          .filter((part) => part.trim() !== '')
          .at(-1) ?? ''
      )
        .replace(/\s+/g, ' ')
        .trim(),
      kind: parts[2 * index + 1] ?? '',
    }));
  });
}

/** Dots stand for names and figures. */
function patternOf(printed: string): RegExp {
  const parts = printed.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(parts.join('.+'));
}
