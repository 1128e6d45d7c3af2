import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One page on a verdict or a kind of diagnosis. */
export interface Page {
  /** The verdict or the kind: its file's name. */
  name: string;
  file: string;
  text: string;
}

const docs = fileURLToPath(new URL('../../docs', import.meta.url));

export function pagesIn(folder: 'verdicts' | 'diagnoses'): Page[] {
  return readdirSync(`${docs}/${folder}`).map((entry) => {
    const file = `${docs}/${folder}/${entry}`;
    return { name: entry.replace(/\.md$/, ''), file, text: readFileSync(file, 'utf8') };
  });
}

/** A page of docs/ itself. */
export function pageCalled(name: string): Page {
  const file = `${docs}/${name}.md`;
  return { name, file, text: readFileSync(file, 'utf8') };
}

const EXAMPLE = /(<!-- output: ([^\n]+) -->\n\n)```console\n.*?\n```\n/gs;

/** The cases of docs/output/ that the page shows. */
export function examplesIn({ text }: Page): string[] {
  return [...text.matchAll(EXAMPLE)].map(([, , title = '']) => title);
}

/** The page with its examples as they are printed now. */
export function withExamples({ text }: Page, example: (title: string) => string): string {
  return text.replace(EXAMPLE, (_, mark: string, title: string) => mark + example(title));
}
