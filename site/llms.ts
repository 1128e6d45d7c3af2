import { addressOf, firstPage, readNavigation } from './navigation.ts';

/** The list of all pages for language models (llmstxt.org): a line each, with address and description. */
export function llmsText(base: string): string {
  const first = firstPage();
  const groups = readNavigation().map(({ title, pages }) => {
    const lines = pages.map((page) => `- [${page.title}](${base}${addressOf(page)}): ${page.description}`);
    return `## ${title}\n\n${lines.join('\n')}\n`;
  });
  return [
    `# ${first.title}\n\n> ${first.description}\n\n- [${first.title}](${base}/): ${first.description}\n`,
    ...groups,
  ].join('\n');
}
