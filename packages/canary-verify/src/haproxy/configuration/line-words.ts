import type { Variables } from './variables.js';

/** A line's words, and what keeps them from being sure. */
export interface LineWords {
  words: readonly string[];
  /** The reason why HAProxy refuses the line or may read other words. Null if these are its words. */
  doubt: string | null;
  /** Variables that are set neither here nor in the configuration; HAProxy reads nothing in their place. */
  unset: readonly string[];
}

/** HAProxy's MAX_LINE_ARGS. */
const MOST_WORDS = 64;
/** So that variables that hold each other cannot fill the memory. */
const LONGEST_EXPANSION = 16_384;

/** Characters that need more than splitting at blanks; `\r` ends a line. */
const SPECIAL = /["'\\#\r\0]/;
const BLANK = /[ \t\v\f\n\r]/;
const ESCAPES: Record<string, string> = {
  t: '\t',
  n: '\n',
  r: '\r',
  ' ': ' ',
  '\\': '\\',
  '#': '#',
  "'": "'",
  '"': '"',
};
const NAME = /[A-Za-z0-9_]/y;

/**
 * Splits a line into words as HAProxy does: quotes, escapes, comments and, between double quotes, variables
 * (configuration manual, sections 2.2 and 2.3; `parse_line` in its src/tools.c).
 */
export function lineWords(line: string, variables: Variables): LineWords {
  if (!SPECIAL.test(line)) return whole(line.split(/[ \t\v\f]+/).filter((word) => word !== ''));
  const splitter = new Splitter(line, variables);
  splitter.run();
  return splitter.result();
}

function whole(words: readonly string[]): LineWords {
  return { words, doubt: words.length > MOST_WORDS ? TOO_MANY : null, unset: [] };
}

const TOO_MANY = `HAProxy refuses a line of more than ${MOST_WORDS} words`;

/** The place in a line, and the words so far. */
class Splitter {
  readonly #line: string;
  readonly #variables: Variables;
  readonly #words: string[] = [];
  readonly #unset: string[] = [];
  #at = 0;
  /** The word that is being read; null between words. */
  #word: string | null = null;
  #quote: '"' | "'" | null = null;
  /** Nothing stood between the quotes so far: `""` is a word. */
  #emptyQuote = false;
  #expanded = 0;
  #doubt: string | null = null;

  constructor(line: string, variables: Variables) {
    this.#line = line;
    this.#variables = variables;
  }

  run(): void {
    while (this.#at < this.#line.length && !this.#ends()) this.#step();
    this.#endWord();
    if (this.#quote !== null) this.#stop(`a ${this.#quote} is not closed`);
  }

  result(): LineWords {
    if (this.#words.length > MOST_WORDS) this.#refuse(TOO_MANY);
    return { words: this.#words, doubt: this.#doubt, unset: this.#unset };
  }

  #ends(): boolean {
    const character = this.#line[this.#at];
    if (character === '\0') this.#refuse('there is a NUL character');
    return (
      character === '\r' ||
      character === '\n' ||
      character === '\0' ||
      (character === '#' && this.#quote === null)
    );
  }

  #step(): void {
    const character = this.#line[this.#at] ?? '';
    if ((character === '"' || character === "'") && (this.#quote ?? character) === character)
      this.#turnQuote(character);
    else if (character === '\\' && this.#quote !== "'") this.#escape();
    else if (this.#quote === null && BLANK.test(character)) this.#blank();
    else if (character === '$' && this.#quote === '"') this.#variable();
    else this.#emit(character, 1);
  }

  #turnQuote(character: '"' | "'"): void {
    if (this.#quote === null) {
      this.#quote = character;
      this.#emptyQuote = true;
    } else {
      if (this.#emptyQuote) this.#word ??= '';
      this.#quote = null;
    }
    this.#at++;
  }

  #escape(): void {
    const next = this.#line[this.#at + 1] ?? '';
    const meant = ESCAPES[next] ?? (next === '$' && this.#quote === '"' ? '$' : undefined);
    if (next === 'x') this.#hexadecimal();
    else if (meant === undefined) this.#emit('\\', 1);
    else this.#emit(meant, 2);
  }

  #hexadecimal(): void {
    const digits = this.#line.slice(this.#at + 2, this.#at + 4);
    const code = /^[0-9A-Fa-f]{2}$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
    if (Number.isNaN(code)) this.#stop('two hexadecimal digits must follow \\x');
    else if (code === 0 || code > 0x7f) this.#stop(`\\x${digits} is a byte that is not read here`);
    else this.#emit(String.fromCharCode(code), 4);
  }

  /** After a blank even `\r` is one more, and does not end the line. */
  #blank(): void {
    this.#endWord();
    while (BLANK.test(this.#line[this.#at] ?? '')) this.#at++;
  }

  /** `$NAME`, `${NAME}`, `${NAME-default}`, `${NAME[*]}`. */
  #variable(): void {
    this.#at++;
    const braced = this.#line[this.#at] === '{';
    if (braced) this.#at++;
    const name = this.#variableName();
    const spread = braced && this.#line.startsWith('[*]', this.#at);
    if (spread) this.#at += 3;
    const otherwise = braced ? this.#defaultAndBrace() : null;
    if (name === null) this.#stop('no name of a variable can follow here after $');
    else if (otherwise === undefined) this.#stop('a ${ is not closed as it should be');
    else this.#insert(name, spread, otherwise);
  }

  #variableName(): string | null {
    const start = this.#at;
    if (!/[A-Za-z_.]/.test(this.#line[start] ?? '')) return null;
    this.#at++;
    for (NAME.lastIndex = this.#at; NAME.test(this.#line); NAME.lastIndex = this.#at) this.#at++;
    return this.#line.slice(start, this.#at);
  }

  /** The text after the dash; null if there is none, undefined if no brace ends it. */
  #defaultAndBrace(): string | null | undefined {
    const start = this.#at;
    const end = this.#line[start] === '-' ? this.#line.indexOf('}', start) : start;
    if (end === -1 || this.#line[end] !== '}') return undefined;
    this.#at = end + 1;
    return end === start ? null : this.#line.slice(start + 1, end);
  }

  #insert(name: string, spread: boolean, otherwise: string | null): void {
    const { value, doubt } = this.#variables.read(name);
    if (doubt !== null) this.#refuse(doubt);
    if (spread) this.#emptyQuote = false;
    const text = value ?? otherwise;
    if (text === null) {
      this.#unset.push(name);
      if (!spread) this.#word ??= '';
      return;
    }
    this.#expanded += text.length;
    if (this.#expanded > LONGEST_EXPANSION) this.#stop('its variables make it too long to be read here');
    else if (spread) this.#spread(text);
    else if (text !== '') this.#emit(text, 0);
  }

  /** Each blank in the value ends a word. */
  #spread(text: string): void {
    if (/^$|^\s|\s$/.test(text)) this.#refuse('not every version of HAProxy reads this list of words alike');
    for (const [index, part] of text.split(/[ \t\v\f\n\r]+/).entries()) {
      if (index > 0) this.#endWord();
      if (part !== '') this.#emit(part, 0);
    }
  }

  #emit(text: string, read: number): void {
    this.#word = (this.#word ?? '') + text;
    this.#emptyQuote = false;
    this.#at += read;
  }

  #endWord(): void {
    if (this.#word !== null) this.#words.push(this.#word);
    this.#word = null;
  }

  #refuse(why: string): void {
    this.#doubt ??= why;
  }

  /** HAProxy refuses the line, whatever else is doubtful; it is read no further. */
  #stop(why: string): void {
    this.#doubt = why;
    this.#quote = null;
    this.#at = this.#line.length;
  }
}
