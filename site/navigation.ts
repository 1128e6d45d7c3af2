import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository: the pages stay where they are. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The folder with most pages. Its own page lists the others, and is the first of the site. */
export const DOCS = 'packages/canary-verify/docs';

/** A page of the site. */
export interface Page {
  title: string;
  /** One line. */
  description: string;
  /** Its file, from the root of the repository. */
  source: string;
  /** Its file in the site: the address is the same with another ending. */
  target: string;
}

/** Pages that stand together. */
export interface Group {
  title: string;
  pages: readonly Page[];
  /** Whether so many pages are shown only when asked for. */
  collapsed: boolean;
}

/** The pages in the order that a reader needs: those that the first page lists, then those of folders that no list names one by one. */
export function readNavigation(): Group[] {
  const [, ...sections] = readFileSync(join(ROOT, DOCS, 'README.md'), 'utf8').split(/^## /m);
  const listed = sections.map((section) => ({
    title: section.slice(0, section.indexOf('\n')),
    pages: [...section.matchAll(/^- \[(.+?)\]\((.+?)\): (.+)$/gm)].map(
      ([, title = '', link = '', description = '']) => pageAt(posix.join(DOCS, link), title, description),
    ),
    collapsed: false,
  }));
  return [
    ...listed,
    { title: 'Verdicts', pages: pagesOf('verdicts'), collapsed: true },
    { title: 'Diagnoses and causes', pages: pagesOf('diagnoses'), collapsed: true },
    { title: 'What is printed', pages: pagesOf('output'), collapsed: true },
  ];
}

/** The page that stands before all groups. */
export function firstPage(): Page {
  return { ...describedBySelf(`${DOCS}/README.md`), target: 'index.md' };
}

/** All pages, each once. */
export function allPages(): Page[] {
  return [firstPage(), ...readNavigation().flatMap(({ pages }) => pages)];
}

/** The address of a page below the base of the site. */
export function addressOf({ target }: Page): string {
  return `/${target.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '.html')}`;
}

function pagesOf(folder: string): Page[] {
  return readdirSync(join(ROOT, DOCS, folder))
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort()
    .map((name) => describedBySelf(`${DOCS}/${folder}/${name}`));
}

/** A page whose title is its heading, and whose description its first sentence. */
function describedBySelf(source: string): Page {
  const text = readFileSync(join(ROOT, source), 'utf8').replace(/<!--[\s\S]*?-->/g, '');
  const [, title = source] = /^# (.+)$/m.exec(text) ?? [];
  const [, paragraph = ''] = /^# .+\n+(?:## .+\n+)?([\s\S]+?)\n\n/m.exec(text) ?? [];
  const [sentence = ''] = /^.+?[.:](?= |$)/.exec(paragraph.replace(/\s+/g, ' ')) ?? [
    paragraph.replace(/\s+/g, ' '),
  ];
  return pageAt(source, title.replaceAll('`', ''), sentence.replace(/:$/, '.'));
}

function pageAt(source: string, title: string, description: string): Page {
  return { title, description, source, target: targetOf(source) };
}

/** Pages of the docs keep their place below the folder; others stand beside them by the name of what they are about. */
function targetOf(source: string): string {
  const inDocs = source.startsWith(`${DOCS}/`) ? source.slice(DOCS.length + 1) : null;
  const name =
    inDocs ?? (posix.basename(source) === 'README.md' ? `${posix.basename(dirname(source))}.md` : source);
  return name.replace(/README\.md$/, 'index.md').toLowerCase();
}
