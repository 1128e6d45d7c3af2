/**
 * The regular expression in JavaScript that matches the same ASCII texts as in PCRE, with the same groups. Null if
 * it uses something in which they may differ, or which may take for ever.
 */
export function asJavaScript(pattern: string, ignoreCase: boolean): RegExp | null {
  const reading = new Reading(pattern);
  if (!reading.alternatives() || !reading.atEnd) return null;
  try {
    return new RegExp(pattern, ignoreCase ? 'i' : '');
  } catch {
    return null;
  }
}

/** Letters that mean themselves. */
const PLAIN = /[A-Za-z0-9 _\-/:;,=&%@#!~<>"'`]/;
/** Behind a backslash: signs that then mean themselves, and classes that are the same for ASCII. */
const ESCAPED = /[.\-/:;,=&%@#!~<>"'`^$*+?()[\]{}|\\dDwW]/;
const IN_CLASS = /[A-Za-z0-9 _/:;,=&%@#!~<>"'`.*+?(){}|$]/;
const QUANTIFIER = /(?:[*+?]|\{\d{1,3}(?:,(?:\d{1,3})?)?\})\??/y;

/** Follows a pattern as far as it is understood. */
class Reading {
  #at = 0;
  /**
   * True if the last part may match in several ways: repeating it may take for ever, and PCRE gives up at some
   * point.
   */
  #loose = false;
  #depth = 0;

  constructor(private readonly pattern: string) {}

  get atEnd(): boolean {
    return this.#at === this.pattern.length;
  }

  alternatives(): boolean {
    let loose = false;
    for (let count = 0; count === 0 || this.#skip('|'); count++) {
      if (!this.#sequence()) return false;
      loose ||= this.#loose || count > 0;
    }
    this.#loose = loose;
    return true;
  }

  #sequence(): boolean {
    let loose = false;
    while (!this.atEnd && !'|)'.includes(this.#next)) {
      if (this.#skip('^') || this.#skip('$')) continue;
      const inner = this.#atom();
      if (inner === null) return false;
      QUANTIFIER.lastIndex = this.#at;
      const quantifier = QUANTIFIER.exec(this.pattern)?.[0];
      if (quantifier !== undefined) {
        this.#at += quantifier.length;
        if (inner && !quantifier.startsWith('?')) return false;
        loose = true;
      }
      loose ||= inner;
    }
    this.#loose = loose;
    return true;
  }

  #atom(): boolean | null {
    if (this.#skip('(')) return this.#group();
    if (this.#skip('[')) return this.#class() ? false : null;
    if (this.#skip('.')) return false;
    if (this.#skip('\\')) return this.#take(ESCAPED) ? false : null;
    return this.#take(PLAIN) ? false : null;
  }

  #group(): boolean | null {
    if (this.#skip('?') && !this.#skip(':')) return null;
    if (++this.#depth > 20 || !this.alternatives() || !this.#skip(')')) return null;
    this.#depth--;
    return this.#loose;
  }

  /** `[^a-z0-9_]`; what comes first, a bracket or a hyphen, is left to those who know. */
  #class(): boolean {
    this.#skip('^');
    if (this.#next === ']' || this.#next === '-') return false;
    while (!this.atEnd && this.#next !== ']') {
      if (this.#skip('\\')) {
        if (!this.#take(ESCAPED) || this.#next === '-') return false;
      } else if (this.#next === '-') {
        this.#skip('-');
        if (!this.#follows(']') && !this.#take(/[A-Za-z0-9]/)) return false;
      } else if (!this.#take(IN_CLASS)) return false;
    }
    return this.#skip(']');
  }

  get #next(): string {
    return this.pattern[this.#at] ?? '';
  }

  #follows(letter: string): boolean {
    return this.#next === letter;
  }

  #skip(letter: string): boolean {
    if (this.#next !== letter) return false;
    this.#at++;
    return true;
  }

  #take(letters: RegExp): boolean {
    if (this.atEnd || !letters.test(this.#next)) return false;
    this.#at++;
    return true;
  }
}

/**
 * The text that HAProxy writes for a match (`exp_replace`): `\1` is a group, another letter after a backslash
 * itself. Null for hexadecimal letters and a backslash at the end, which are not understood here.
 */
export function replaced(match: RegExpExecArray, replacement: string): string | null {
  if (/\\(?:x|$)/.test(replacement.replaceAll('\\\\', ''))) return null;
  return replacement.replace(/\\(.)/gs, (_, letter: string) =>
    /\d/.test(letter) ? (match[Number(letter)] ?? '') : letter,
  );
}
