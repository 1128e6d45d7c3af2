const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/**
 * Text for an element or an attribute of XML 1.0 (W3C, fifth edition). What section 2.2 forbids becomes U+FFFD; white
 * space that an attribute would lose (section 3.3.3) becomes a character reference, and `]]>` cannot arise.
 */
export function xmlText(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
    .replace(/[\t\n\r]/g, (space) => `&#${space.charCodeAt(0)};`);
}

/** The same for an element alone: its lines stay lines. */
export function xmlLines(text: string): string {
  return text.split('\n').map(xmlText).join('\n');
}
