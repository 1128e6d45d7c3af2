/** An element as the strict reader below has found it. */
export interface Element {
  tag: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

const NAME = '[A-Za-z_][\\w.-]*';
const REFERENCE = '&(?:amp|lt|gt|quot|apos|#\\d+);';
const ATTRIBUTE = `\\s+(${NAME})="((?:[^<&"\\t\\n\\r]|${REFERENCE})*)"`;
const TOKEN = new RegExp(`<(/?)(${NAME})((?:${ATTRIBUTE})*)\\s*(/?)>|((?:[^<&]|${REFERENCE})+)`, 'uy');
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * Reads XML 1.0 without comments, CDATA, processing instructions and document types.
 *
 * @throws Error when it is not well-formed.
 */
export function readXml(xml: string): Element {
  const start = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!xml.startsWith(start)) throw new Error('no declaration');
  if (FORBIDDEN.test(xml)) throw new Error('a character that XML 1.0 forbids');
  const document: Element = { tag: '', attributes: {}, children: [], text: '' };
  const open = [document];
  TOKEN.lastIndex = start.length;
  while (TOKEN.lastIndex < xml.length) {
    const at = TOKEN.lastIndex;
    const [, closing, tag, attributes = '', , , empty, text] = TOKEN.exec(xml) ?? [];
    const parent = open.at(-1) as Element;
    if (text !== undefined) parent.text += readText(text);
    else if (tag === undefined) throw new Error(`not well-formed: ${xml.slice(at, at + 60)}`);
    else if (closing === '/') {
      if (open.pop()?.tag !== tag || attributes !== '') throw new Error(`</${tag}> closes something else`);
    } else {
      const element = { tag, attributes: readAttributes(attributes), children: [], text: '' };
      parent.children.push(element);
      if (empty !== '/') open.push(element);
    }
  }
  const [root, ...more] = document.children;
  if (open.length !== 1 || root === undefined || more.length > 0 || document.text.trim() !== '')
    throw new Error('not one closed root element');
  return root;
}

function readAttributes(text: string): Record<string, string> {
  const pairs = [...text.matchAll(new RegExp(ATTRIBUTE, 'gu'))].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) throw new Error('an attribute twice');
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name, decode(value)]));
}

function readText(text: string): string {
  if (text.includes(']]>')) throw new Error(']]> in text');
  return decode(text);
}

const CHARACTERS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (_, code, name) =>
    code === undefined ? (CHARACTERS[name] ?? '') : String.fromCodePoint(Number(code)),
  );
}
