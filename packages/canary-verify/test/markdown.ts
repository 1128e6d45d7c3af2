import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of tools, whose pages are not ours. */
const NOT_OURS = new Set(['node_modules', 'dist', 'dist-bench', '.git', '.toolbox', '.turbo']);

/** All Markdown files below a folder. */
export function markdownFilesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : markdownFilesIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** The targets of the links and pictures of a page. Code has none. */
export function linksIn(page: string): string[] {
  const prose = withoutCode(page).replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** The anchors that GitHub makes of the headings of a page, and those that the page sets itself. */
export function anchorsIn(file: string): Set<string> {
  const page = withoutCode(readFileSync(file, 'utf8'));
  const headings = [...page.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
  const set = [...page.matchAll(/<a (?:id|name)="([^"]+)">/g)].map(([, anchor = '']) => anchor);
  return new Set([...headings, ...set]);
}

/** The anchor that GitHub makes of a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/<[^>]*>/g, '')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

function withoutCode(page: string): string {
  return page.replace(/^ *(`{3,}).*\n[\s\S]*?^ *\1.*$/gm, '');
}
