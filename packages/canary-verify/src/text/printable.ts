/**
 * Text that came from elsewhere, fit for a terminal: control characters (with them every escape sequence) and the
 * characters that change the direction of text become visible code points, and what is long is cut.
 */
export function printable(text: string, longest = 80): string {
  if (text.length <= longest && PLAIN.test(text)) return text;
  const visible = text.replace(
    /[\p{Control}\p{Bidi_Control}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  if (visible.length <= longest) return visible;
  // Not between the halves of a character outside the basic plane.
  return `${visible.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Nearly everything is, and this is told in a tenth of the time. */
const PLAIN = /^[ -~]*$/;
