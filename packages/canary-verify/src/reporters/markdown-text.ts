import { printable } from '../text/printable.js';
import { wellFormed } from './well-formed.js';

/**
 * Text that stays text in GitHub Flavored Markdown 0.29: what could be structure, a table's border, HTML, a link, an
 * emoji or a formula becomes a character reference, which by CommonMark 0.31, section 2.5, is never structure.
 */
export function markdownText(text: string, longest: number = Number.POSITIVE_INFINITY): string {
  return wellFormed(printable(text, longest)).replace(
    /[\\`*_[\]<>&|~#$@]|:(?=\S)|(?<=www)\./gi,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}

/** A name from elsewhere, as code: GitHub and GitLab look for no mentions and no issues in it. */
export function markdownName(name: string): string {
  return `<code>${markdownText(name, 80)}</code>`;
}

/** A table of finished cells. The first columns hold words, the last `numbers` of them numbers. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: number,
): string {
  const rule = head.map((_, index) => (index < head.length - numbers ? '---' : '---:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
