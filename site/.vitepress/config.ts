import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { defineConfig } from 'vitepress';
import { anchorOf, linkOnSite } from '../links.ts';
import { llmsText } from '../llms.ts';
import { addressOf, allPages, type Group, ROOT, readNavigation } from '../navigation.ts';

const HOST = 'https://canary-verify.github.io';
const BASE = '/canary-verify/';

/** What a command prints is no program: colours of a language would mislead. For the others there are no colours. */
const PLAIN = new Set(['console', 'haproxy', 'mermaid', 'prometheus']);

const pages = allPages();
const sources = new Set(pages.map(({ source }) => source));
const everyMarkdown = globSync('**/*.md', {
  cwd: ROOT,
  ignore: ['**/node_modules/**', '**/dist/**'],
  dot: true,
});

export default defineConfig({
  title: 'canary-verify',
  description: 'Does the canary really get the share of traffic that you configured?',
  base: BASE,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  srcDir: ROOT,
  srcExclude: everyMarkdown.filter((file) => !sources.has(file)),
  outDir: fileURLToPath(new URL('../dist', import.meta.url)),
  rewrites: Object.fromEntries(pages.map(({ source, target }) => [source, target])),
  markdown: {
    anchor: { slugify: anchorOf },
    config(markdown) {
      markdown.core.ruler.push('links of the site', ({ tokens, env }) => {
        for (const token of tokens) if (PLAIN.has(token.info)) token.info = 'txt';
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          // Braces in code are of GitHub's expressions, not of Vue.
          if (token.type === 'code_inline') token.attrSet('v-pre', '');
          const href = token.attrGet('href');
          if (token.type === 'link_open' && href !== null)
            token.attrSet('href', linkOnSite(href, sourceOf(env.realPath ?? env.path), pages));
        }
      });
    },
  },
  themeConfig: {
    // `npm run site` writes the API reference there.
    nav: [{ text: 'API', link: '/api/', target: '_self' }],
    search: { provider: 'local' },
    outline: [2, 3],
    socialLinks: [{ icon: 'github', link: 'https://github.com/canary-verify/canary-verify' }],
    sidebar: readNavigation().map(sidebarOf),
  },
  buildEnd({ outDir }) {
    writeFileSync(join(outDir, 'llms.txt'), llmsText(HOST + BASE.slice(0, -1)));
  },
});

function sidebarOf({ title, pages, collapsed }: Group) {
  return {
    text: title,
    ...(collapsed ? { collapsed } : {}),
    items: pages.map((page) => ({ text: page.title, link: addressOf(page) })),
  };
}

/** The file of a page from the root of the repository. */
function sourceOf(path: string): string {
  return path.slice(ROOT.length);
}
