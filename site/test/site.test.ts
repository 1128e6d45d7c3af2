import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { resolveConfig } from 'vitepress';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anchorOf, linkOnSite } from '../links.ts';
import { addressOf, allPages, DOCS, ROOT, readNavigation } from '../navigation.ts';

const SITE = fileURLToPath(new URL('..', import.meta.url));
const VITEPRESS = join(ROOT, 'node_modules/vitepress/bin/vitepress.js');
const BASE = '/canary-verify';
const outDir = mkdtempSync(join(tmpdir(), 'documentation-site-'));
afterAll(() => rmSync(outDir, { recursive: true, force: true }));

const built = (address: string) => join(outDir, address.replace(/\/$/, '/index.html'));
const html = new Map<string, string>();

beforeAll(() => {
  const argv = [VITEPRESS, 'build', SITE, '--outDir', outDir, '--minify', 'false'];
  execFileSync(process.execPath, argv, { stdio: 'pipe' });
  for (const file of globSync('**/*.html', { cwd: outDir }))
    html.set(file, readFileSync(join(outDir, file), 'utf8'));
});

test('every page of the docs is in the navigation, once', () => {
  const listed = readNavigation().flatMap(({ pages }) => pages.map(({ source }) => source));
  const docs = globSync('**/*.md', { cwd: join(ROOT, DOCS) }).map((file) => `${DOCS}/${file}`);
  expect(listed).toHaveLength(new Set(listed).size);
  expect(docs.filter((file) => !listed.includes(file))).toEqual([`${DOCS}/README.md`]);
});

test('every page of the navigation is built, and no other', () => {
  const pages = allPages().map(({ target }) => target.replace(/\.md$/, '.html'));
  expect([...html.keys()].sort()).toEqual([...pages, '404.html'].sort());
});

test('every page shows the whole navigation', () => {
  const page = html.get('runbook.html') ?? '';
  const addresses = readNavigation().flatMap(({ pages }) => pages.map(addressOf));
  expect(addresses.filter((address) => !page.includes(`href="${BASE}${address}"`))).toEqual([]);
});

test('llms.txt lists every page with its address and one line about it', () => {
  const lines = readFileSync(join(outDir, 'llms.txt'), 'utf8').split('\n');
  const listed = lines.flatMap((line) => {
    const [, address, description = ''] =
      /^- \[.+?\]\(https:\/\/[^/]+\/canary-verify(\S*)\): (.+)$/.exec(line) ?? [];
    return address === undefined ? [] : [{ address, description }];
  });
  expect(listed.map(({ address }) => address)).toEqual(allPages().map(addressOf));
  expect(listed.filter(({ description }) => !/^.{10,200}[.:]$/.test(description))).toEqual([]);
});

test('no link is dead, and no anchor', () => {
  const dead: string[] = [];
  for (const [file, page] of html) {
    for (const [, link = ''] of page.matchAll(/<a [^>]*href="([^"]+)"/g)) {
      const [path = '', anchor] = link.split('#');
      if (/^(\w+:|\/canary-verify\/api\/)/.test(path)) continue;
      const target = path === '' ? join(outDir, file) : built(path.slice(BASE.length));
      const there = existsSync(target) && hasAnchor(readFileSync(target, 'utf8'), anchor);
      if (!there) dead.push(`${file}: ${link}`);
    }
  }
  expect(html.size).toBeGreaterThan(100);
  expect([...new Set(dead)]).toEqual([]);
});

test('a dead link fails the build', async () => {
  const dead = linkOnSite('no-such-page.md', `${DOCS}/README.md`, allPages());
  expect(dead).toBe('no-such-page.md');
  expect((await resolveConfig(SITE)).ignoreDeadLinks).toBeFalsy();
});

test('nothing is loaded from elsewhere', () => {
  for (const [file, page] of html)
    for (const [, from = ''] of page.matchAll(/<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"/g))
      expect(from, file).not.toMatch(/^https?:/);
});

function hasAnchor(page: string, anchor: string | undefined): boolean {
  return anchor === undefined || anchor === '' || page.includes(`id="${decodeURIComponent(anchor)}"`);
}

test.each([
  ['What is promised', 'what-is-promised'],
  ['[verify](verify.md)', 'verifyverifymd'],
  ['`--by`: by what?', '--by-by-what'],
])('the anchor of the heading %s is that of GitHub', (heading, anchor) => {
  expect(anchorOf(heading)).toBe(anchor);
});
