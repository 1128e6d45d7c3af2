/** A part of a regular expression. */
export type PatternPart =
  /** One letter: as it is written, such as `a`, `\.`, `[a-z]` or a dot. */
  | { kind: 'letter'; source: string }
  | { kind: 'begin' | 'end' }
  /** Where a word begins or ends (`\b`); not `holds`: anywhere else (`\B`). */
  | { kind: 'boundary'; holds: boolean }
  | { kind: 'sequence'; parts: readonly PatternPart[] }
  | { kind: 'choice'; parts: readonly PatternPart[] }
  /** `number` counts from 1; null if the group does not catch anything. */
  | { kind: 'group'; number: number | null; part: PatternPart }
  | { kind: 'repeat'; part: PatternPart; least: number; most: number; greedy: boolean };

/** Letters that mean themselves. */
const PLAIN = /[A-Za-z0-9 _\-/:;,=&%@#!~<>"'`]/;
/** Behind a backslash: signs that then mean themselves, and classes that are the same for ASCII. */
const ESCAPED = /[.\-/:;,=&%@#!~<>"'`^$*+?()[\]{}|\\dDwWsS]/;
const IN_CLASS = /[A-Za-z0-9 _/:;,=&%@#!~<>"'`.*+?(){}|$]/;
const QUANTIFIER = /(?:([*+?])|\{(\d{1,3})(?:(,)(\d{1,3})?)?\})(\?)?/y;

/** The parts of a pattern; null if something in it is not understood. */
export function readPattern(pattern: string): PatternPart | null {
  const reading = new Reading(pattern);
  const read = reading.alternatives();
  return read === null || !reading.atEnd ? null : read.part;
}

/** A part that was read; `loose`: it may match in several ways, so repeating it may take for ever, and PCRE gives up at some point. */
interface Read {
  part: PatternPart;
  loose: boolean;
}

/** Follows a pattern as far as it is understood. */
class Reading {
  #at = 0;
  #depth = 0;
  #groups = 0;

  constructor(private readonly pattern: string) {}

  get atEnd(): boolean {
    return this.#at === this.pattern.length;
  }

  alternatives(): Read | null {
    const choices: Read[] = [];
    while (choices.length === 0 || this.#skip('|')) {
      const choice = this.#sequence();
      if (choice === null) return null;
      choices.push(choice);
    }
    const [first] = choices as [Read];
    if (choices.length === 1) return first;
    return { part: { kind: 'choice', parts: choices.map(({ part }) => part) }, loose: true };
  }

  #sequence(): Read | null {
    const parts: PatternPart[] = [];
    let loose = false;
    while (!this.atEnd && !'|)'.includes(this.#next)) {
      const one = this.#anchor() ?? this.#repeated();
      if (one === null) return null;
      parts.push(one.part);
      loose ||= one.loose;
    }
    return { part: { kind: 'sequence', parts }, loose };
  }

  #anchor(): Read | null {
    if (this.#skip('^')) return { part: { kind: 'begin' }, loose: false };
    if (this.#skip('$')) return { part: { kind: 'end' }, loose: false };
    const boundary = /^\\[bB]/.exec(this.pattern.slice(this.#at, this.#at + 2))?.[0];
    if (boundary === undefined) return null;
    this.#at += 2;
    return { part: { kind: 'boundary', holds: boundary === '\\b' }, loose: false };
  }

  #repeated(): Read | null {
    const inner = this.#atom();
    if (inner === null) return null;
    QUANTIFIER.lastIndex = this.#at;
    const found = QUANTIFIER.exec(this.pattern);
    if (found === null) return inner;
    this.#at += found[0].length;
    const { least, most } = limits(found);
    if (least > most) return null;
    // What may be empty, again and again, is left to those who know.
    if (most > 1 && (inner.loose || mayBeEmpty(inner.part))) return null;
    const greedy = found[5] === undefined;
    return { part: { kind: 'repeat', part: inner.part, least, most, greedy }, loose: true };
  }

  #atom(): Read | null {
    const from = this.#at;
    if (this.#skip('(')) return this.#group();
    const understood = this.#skip('[')
      ? this.#class()
      : this.#skip('.') || (this.#skip('\\') ? this.#take(ESCAPED) : this.#take(PLAIN));
    if (!understood) return null;
    return { part: { kind: 'letter', source: this.pattern.slice(from, this.#at) }, loose: false };
  }

  #group(): Read | null {
    const catches = !this.#skip('?');
    if (!catches && !this.#skip(':')) return null;
    const number = catches ? ++this.#groups : null;
    if (++this.#depth > 20) return null;
    const inner = this.alternatives();
    if (inner === null || !this.#skip(')')) return null;
    this.#depth--;
    return { part: { kind: 'group', number, part: inner.part }, loose: inner.loose };
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

/** `*`, `+`, `?`, `{2}`, `{2,}`, `{2,3}`. */
function limits([, sign, least, comma, most]: RegExpExecArray): { least: number; most: number } {
  if (sign === '*') return { least: 0, most: Number.POSITIVE_INFINITY };
  if (sign === '+') return { least: 1, most: Number.POSITIVE_INFINITY };
  if (sign === '?') return { least: 0, most: 1 };
  const from = Number(least);
  if (comma === undefined) return { least: from, most: from };
  return { least: from, most: most === undefined ? Number.POSITIVE_INFINITY : Number(most) };
}

function mayBeEmpty(part: PatternPart): boolean {
  switch (part.kind) {
    case 'letter':
      return false;
    case 'begin':
    case 'end':
    case 'boundary':
      return true;
    case 'sequence':
      return part.parts.every(mayBeEmpty);
    case 'choice':
      return part.parts.some(mayBeEmpty);
    case 'group':
      return mayBeEmpty(part.part);
    case 'repeat':
      return part.least === 0 || mayBeEmpty(part.part);
  }
}
