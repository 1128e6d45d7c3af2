// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the variables of HAProxy
import { expect, test } from 'vitest';
import { lineWords } from '../../../src/haproxy/configuration/line-words.js';
import { Variables } from '../../../src/haproxy/configuration/variables.js';

const ENV = { NAME: 'value', LIST: 'a  b', EMPTY: '', QUOTED: 'a b', BLANKS: ' a', HASH: '#' };

function words(line: string) {
  return lineWords(line, new Variables(ENV));
}

/** What HAProxy 2.6 and 3.5 make of a line; the manual's section 2.2 has most of them. */
test.each<[line: string, words: string[]]>([
  ['use_backend canary', ['use_backend', 'canary']],
  ['\tbalance \v\f roundrobin  ', ['balance', 'roundrobin']],
  ['balance roundrobin # weights count', ['balance', 'roundrobin']],
  ['a#b', ['a']],
  ['a\\#b', ['a#b']],
  ['a "#b" \'#c\'', ['a', '#b', '#c']],
  ['a\rb', ['a']],
  ['a \rb', ['a', 'b']],
  ['log-format %{+Q}o\\ %t', ['log-format', '%{+Q}o %t']],
  [`log-format "%{+Q}o %t"' %s %{-Q}r'`, ['log-format', '%{+Q}o %t %s %{-Q}r']],
  ['a "\\"" \'"\' "\'"', ['a', '"', '"', "'"]],
  [`'a\\b' "a\\b" a\\b a\\\\b`, ['a\\b', 'a\\b', 'a\\b', 'a\\b']],
  ['a\\tb\\x41 "\\n"', ['a\tbA', '\n']],
  ['$NAME \'$NAME\' "\\$NAME"', ['$NAME', '$NAME', '$NAME']],
  ['"$NAME" "x${NAME}y" "$NAME-z"', ['value', 'xvaluey', 'value-z']],
  ['"${NONE-default}" "${NAME-default}"', ['default', 'value']],
  ['x"${EMPTY}"', ['x']],
  ['"$QUOTED" "${QUOTED[*]}"', ['a b', 'a', 'b']],
  ['x"${LIST[*]}"y', ['xa', 'by']],
  ['a "${NONE[*]-x y}" b', ['a', 'x', 'y', 'b']],
  ['a "$HASH" b', ['a', '#', 'b']],
  [
    String.raw`http-request set-path %[path,regsub(\"(foo|bar)\",blah,g)]`,
    ['http-request', 'set-path', '%[path,regsub("(foo|bar)",blah,g)]'],
  ],
])('%j has the words %j', (line, expected) =>
  expect(words(line)).toEqual({ words: expected, doubt: null, unset: expect.any(Array) }),
);

test.each([
  ['a "b', 'a " is not closed'],
  ["a 'b", "a ' is not closed"],
  ['a \\x4', 'two hexadecimal digits must follow \\x'],
  ['a \\xff', '\\xff is a byte that is not read here'],
  ['a "${NAME"', 'a ${ is not closed as it should be'],
  ['a "${NAME[0]}"', 'a ${ is not closed as it should be'],
  ['a "$1"', 'no name of a variable can follow here after $'],
  ['a "${BLANKS[*]}"', 'not every version of HAProxy reads this list of words alike'],
  ['a "${EMPTY[*]}" b', 'not every version of HAProxy reads this list of words alike'],
  ['a "${.TIME}"', 'HAProxy has no variable .TIME'],
  ['a\0b "', 'there is a NUL character'],
  [Array(65).fill('a').join(' '), 'HAProxy refuses a line of more than 64 words'],
  [`"" ${Array(64).fill('a').join(' ')}`, 'HAProxy refuses a line of more than 64 words'],
])('%j is in doubt: %s', (line, doubt) => expect(words(line).doubt).toBe(doubt));

test('a variable that is not set leaves nothing, and is named', () =>
  expect(words('bind "${BIND}:80" "$NONE"')).toEqual({
    words: ['bind', ':80', ''],
    doubt: null,
    unset: ['BIND', 'NONE'],
  }));

test('variables cannot make a line endless', () => {
  const variables = new Variables({ LONG: 'x'.repeat(10_000) });
  expect(lineWords('a "$LONG$LONG"', variables).doubt).toBe('its variables make it too long to be read here');
});
