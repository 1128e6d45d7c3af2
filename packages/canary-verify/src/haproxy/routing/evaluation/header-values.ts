/** Ends at the next comma that is not quoted (`http_find_hdr_value_end`). */
function valueEnd(text: string, start: number, delimiters: string): number {
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const letter = text[at] as string;
    if (quoted && letter === '\\') at++;
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && delimiters.includes(letter)) return at;
  }
  return text.length;
}

/** A line of a header split at commas that are not quoted, blanks and all; empty parts count. */
export function commaParts(line: string): string[] {
  const parts: string[] = [];
  for (let at = 0; ; ) {
    const end = valueEnd(line, at, ',');
    parts.push(line.slice(at, end));
    if (end >= line.length) return parts;
    at = end + 1;
  }
}

/** The values that `req.hdr` sees in one line of a header. */
export function commaValues(line: string): string[] {
  return commaParts(line).map(trimmed);
}

export function trimmed(text: string): string {
  return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

/** The values of a cookie in one line of `Cookie` (`http_extract_cookie_value`); without a name those of all. */
export function cookieValues(line: string, name: string): string[] {
  const values: string[] = [];
  for (let at = 0; at + name.length + 1 < line.length; ) {
    const begin = skipBlanks(line, at);
    let equal = begin;
    while (equal < line.length && !'=;,'.includes(line[equal] as string)) equal++;
    const isCookie = line[equal] === '=';
    const start = isCookie ? skipBlanks(line, equal + 1) : equal;
    const next = isCookie ? valueEnd(line, start, ',;') : equal;
    at = next + 1;
    if (line[begin] === '$' || equal === next) continue;
    const found = trimmedEnd(line.slice(begin, equal));
    if (name === '' || found === name) values.push(trimmedEnd(line.slice(start, next)));
  }
  return values;
}

function trimmedEnd(text: string): string {
  return text.replace(/[ \t]+$/, '');
}

/**
 * The values of a parameter in a URL (`http_find_next_url_param`); without a name those of all. Parameters are separated
 * by `&` and `;`.
 */
export function parameterValues(url: string, name: string, delimiter: string): string[] {
  const begin = url.indexOf(delimiter);
  if (begin === -1) return [];
  const ends = (at: number) => /[&;]/.test(url[at] as string) || url[at] === delimiter;
  const values: string[] = [];
  for (let at = begin + 1; at < url.length; ) {
    const start = name === '' ? url.indexOf('=', at) + 1 : parameterStart(url, at, name, ends);
    if (start === 0) break;
    let end = start;
    while (end < url.length && !ends(end)) end++;
    values.push(url.slice(start, end));
    at = end;
  }
  return values;
}

/** The start of the value of the next parameter of this name; 0 if there is none. */
function parameterStart(url: string, from: number, name: string, ends: (at: number) => boolean): number {
  for (let at = from; at < url.length; at++) {
    const equal = at + name.length;
    if (equal >= url.length) return 0;
    if (url[equal] === '=') {
      if (url.startsWith(name, at)) return equal + 1;
      at = equal + 1;
    }
    while (at < url.length && !ends(at)) at++;
  }
  return 0;
}
