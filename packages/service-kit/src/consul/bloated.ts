/** Shorter texts cannot do harm, in characters. */
const HARMLESS = 65_536;
/** In what Consul says there are, on the average, more than so many characters for each value, list and object. */
const LEAST_FOR_EACH = 8;
/** What Consul says is a few lists and objects within each other. */
const MOST_DEPTH = 64;
/** Different names of values: those of Consul's own are some hundred, and there are ids of checks and keys of metadata. */
const MOST_NAMES = 10_000;

/**
 * Whether a text in JSON would take many times its own size when it is parsed: `[[],[],[],…` does, and so does a name for each value,
 * because the engine keeps what it learns of names.
 */
export function isBloated(text: string): boolean {
  if (text.length < HARMLESS) return false;
  const names = new Set<string>();
  let values = 0;
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      const end = endOfText(text, index);
      if (isName(text, end)) names.add(text.slice(index, end));
      index = end;
    } else if (code === COMMA) values++;
    else if (code === BRACKET || code === BRACE) {
      values++;
      depth++;
    } else if (code === END_OF_LIST || code === END_OF_OBJECT) depth--;
    if (depth > MOST_DEPTH || names.size > MOST_NAMES) return true;
  }
  return values > text.length / LEAST_FOR_EACH;
}

const [COMMA, BRACKET, BRACE, END_OF_LIST, END_OF_OBJECT, QUOTE, COLON] = [...',[{]}":'].map((character) =>
  character.charCodeAt(0),
);

/** Where the quotes that begin here end. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text[end - 1 - escapes] === '\\') escapes++;
    if (escapes % 2 === 0) return end;
  }
  return text.length;
}

/** Whether a colon comes after the quotes that end here. */
function isName(text: string, end: number): boolean {
  let index = end + 1;
  while (/\s/.test(text.charAt(index))) index++;
  return text.charCodeAt(index) === COLON;
}
