import type { TextConverterName } from '../rules/converter-types.js';
import { toText } from './casts.js';
import { type Converter, ofText, variableValue } from './converter.js';
import { jsonQuery } from './json-query.js';
import { asJavaScript, replaced } from './regex.js';
import { int, str } from './sample-value.js';
import { decodedUrl, field, lowered, type Part, raised, trimmedBy, word } from './texts.js';

const part = (cut: (text: string, part: Part) => string | null, missing: null | undefined): Converter =>
  ofText((text, [index = '', separators = '', count = '1']) => {
    if (!/^-?[1-9]\d{0,3}$/.test(index) || !/^\d{1,4}$/.test(count) || separators === '') return undefined;
    const found = cut(text, { index: Number(index), separators, count: Number(count) });
    return found === null ? missing : str(found);
  });

const concat: Converter = ofText((text, [before = '', name = '', after = ''], asking) => {
  const variable = name === '' ? null : variableValue(name, asking);
  if (variable?.kind === 'doubt') return variable;
  const value = variable === null ? str('') : toText(variable);
  if (value === null || 'why' in value || value.kind !== 'str') return undefined;
  return str(text + before + value.value + after);
});

const regsub: Converter = ofText((text, [pattern = '', replacement = '', flags = '']) => {
  const regex = asJavaScript(pattern, flags.includes('i'));
  if (regex === null || !/^[gi]*$/.test(flags)) return undefined;
  let rest = text;
  let out = '';
  for (let first = true; first || flags.includes('g'); first = false) {
    // Behind the first match, `^` matches no more.
    if (!first && pattern.includes('^')) return undefined;
    const match = regex.find(rest);
    if (match === undefined) return undefined;
    if (match === null) break;
    const written = replaced(match, replacement);
    // HAProxy steps over an empty match in a way of its own.
    if (written === null || match[0] === '') return undefined;
    out += rest.slice(0, match.index) + written;
    rest = rest.slice(match.index + match[0].length);
  }
  return str(out + rest);
});

const compared: Converter = ofText((text, [name = ''], asking) => {
  const variable = variableValue(name, asking);
  if (variable === null || variable.kind === 'doubt') return variable;
  const other = toText(variable);
  if (other === null || 'why' in other || other.kind !== 'str') return undefined;
  if (text === other.value) return int(0);
  // How far apart differing letters are depends on the C library; a text that begins with the other one does not.
  if (text.startsWith(other.value)) return int(1);
  return other.value.startsWith(text) ? int(-1) : undefined;
});

/** Converters of texts (manual, section 7.3.1). */
export const TEXT_CONVERTERS: Record<TextConverterName, Converter> = {
  base64: ofText((text) => str(Buffer.from(text, 'latin1').toString('base64'))),
  // Other alphabets, blanks and missing signs at the end: HAProxy fails at some of them.
  b64dec: ofText((text) => {
    const decoded = Buffer.from(text, 'base64');
    if (decoded.toString('base64') !== text) return undefined;
    return decoded.every((byte) => byte > 0 && byte < 128) ? str(decoded.toString('latin1')) : undefined;
  }),
  concat,
  field: part(field, null),
  host_only: ofText((text) => str(text.replace(/:\d*$/, ''))),
  json_query: jsonQuery,
  length: ofText((text) => int(text.length)),
  lower: ofText((text) => str(lowered(text))),
  ltrim: ofText((text, [letters = '']) => str(trimmedBy(text, letters, 'left'))),
  port_only: ofText((text) => int(Number(/:(\d*)$/.exec(text)?.[1] ?? 0))),
  regsub,
  rtrim: ofText((text, [letters = '']) => str(trimmedBy(text, letters, 'right'))),
  strcmp: compared,
  upper: ofText((text) => str(raised(text))),
  url_dec: ofText((text, [inForm = '0']) => {
    const decoded = decodedUrl(text, inForm !== '0');
    return decoded === null ? null : str(decoded);
  }),
  // When there are fewer words, HAProxy 2.6 gives an empty text and 3.0 nothing.
  word: part(word, undefined),
};
