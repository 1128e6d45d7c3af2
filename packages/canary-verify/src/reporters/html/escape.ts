/** Text of a page with its tags, as opposed to text that has to be escaped first. */
export interface Markup {
  readonly markup: string;
}

/** A value in a template: texts are escaped, markup is not. */
export type TemplatePart = string | number | Markup | readonly Markup[];

/** Nothing. */
export const NOTHING: Markup = { markup: '' };

/** A template for markup. Whatever is put into it as text is escaped, so that it cannot be forgotten. */
export function html(parts: TemplateStringsArray, ...pieces: readonly TemplatePart[]): Markup {
  return { markup: parts.map((part, index) => part + written(pieces[index])).join('') };
}

function written(piece: TemplatePart | undefined): string {
  if (piece === undefined) return '';
  if (typeof piece === 'string' || typeof piece === 'number') return escaped(String(piece));
  return 'markup' in piece ? piece.markup : piece.map(({ markup }) => markup).join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text that is safe between tags and inside quoted attributes. Control characters, those that change the direction of
 * text and halves of characters become U+FFFD.
 */
export function escaped(text: string): string {
  return text
    .replace(/[\p{Control}\p{Surrogate}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** A name that came from elsewhere, cut when it is very long. */
export function cut(name: string, longest = 120): string {
  return name.length > longest ? `${name.slice(0, longest - 1)}…` : name;
}
