import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { addressOf, type Page, ROOT } from './navigation.ts';

const REPOSITORY = 'https://github.com/canary-verify/canary-verify/blob/main/';

/**
 * Where a link of a page leads on the site: to a page of the site, or to the file in the repository.
 * A link to what is not there stays as it is, and the build refuses it.
 */
export function linkOnSite(href: string, source: string, pages: readonly Page[]): string {
  if (/^(\w+:|#)/.test(href) && !href.startsWith(REPOSITORY)) return href;
  const [path = '', anchor] = href.replace(REPOSITORY, '').split('#');
  const file = href.startsWith(REPOSITORY) ? path : posix.join(posix.dirname(source), path);
  const hash = anchor === undefined ? '' : `#${anchor}`;
  const page = pages.find(
    (one) => one.source === file || one.source === `${file.replace(/\/$/, '')}/README.md`,
  );
  if (page !== undefined) return addressOf(page) + hash;
  return existsSync(join(ROOT, file)) ? REPOSITORY + file + hash : href;
}

/** The anchor that GitHub makes of a heading, so that one link is right on both. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/<[^>]*>/g, '')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}
