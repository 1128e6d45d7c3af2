import { readArguments } from './argument-list.js';
import { compareVersions, readVersion, type Version } from './haproxy-version.js';
import type { Variables } from './variables.js';

/** The result of an `.if`; null if it cannot be decided here, and `why` gives the reason. */
export type Decision = { holds: boolean; why: null } | { holds: null; why: string };

/** The facts that decide a condition. */
export interface Circumstances {
  variables: Variables;
  /** The version of the HAProxy that reads the configuration; null if it is not known. */
  version: Version | null;
}

/** HAProxy's MAX_CFG_RECURSION, by and large: it refuses what is nested deeper. */
const DEEPEST = 200;

/** Decides the words after `.if` or `.elif` (configuration manual, section 2.4; HAProxy's src/cfgcond.c). */
export function decideCondition(words: readonly string[], circumstances: Circumstances): Decision {
  const text = words.join(' ');
  if (text === '') return decided(false);
  const reader = new ConditionReader(text, circumstances);
  const decision = reader.anyOf(0);
  return reader.readable ? decision : undecided(`HAProxy cannot read the condition ${text}`);
}

function decided(holds: boolean): Decision {
  return { holds, why: null };
}

function undecided(why: string): Decision {
  return { holds: null, why };
}

class ConditionReader {
  readonly #text: string;
  readonly #circumstances: Circumstances;
  #at = 0;
  #broken = false;

  constructor(text: string, circumstances: Circumstances) {
    this.#text = text;
    this.#circumstances = circumstances;
  }

  /** Nothing is left, and all of it could be read. */
  get readable(): boolean {
    this.#skip(/[ \t]*/y);
    return !this.#broken && this.#at === this.#text.length;
  }

  /** `A || B`: what follows is read even when it no longer counts, to find the end. */
  anyOf(depth: number): Decision {
    let all = this.#allOf(depth);
    while (this.#skip(/[ \t]*\|\|/y) !== null) all = or(all, this.#allOf(depth));
    return all;
  }

  /** `A && B`, which binds stronger. */
  #allOf(depth: number): Decision {
    let all = this.#term(depth);
    while (this.#skip(/[ \t]*&&/y) !== null) all = and(all, this.#term(depth));
    return all;
  }

  #term(depth: number): Decision {
    this.#skip(/[ \t]*/y);
    if (depth > DEEPEST) return this.#unreadable();
    const negations = this.#skip(/(?:![ \t]*)+/y);
    const bare = this.#bareTerm(depth);
    const negated = (negations?.replace(/[^!]/g, '').length ?? 0) % 2 === 1;
    return negated && bare.holds !== null ? decided(!bare.holds) : bare;
  }

  #bareTerm(depth: number): Decision {
    const number = this.#skip(/[+-]?(?:0[xX][0-9A-Fa-f]+|\d+)/y);
    if (number !== null) return decided(!/^[+-]?0[xX]?0*$/.test(number));
    if (this.#skip(/\([ \t]*/y) !== null) return this.#inParentheses(depth);
    const predicate = this.#skip(/[^ (]+/y);
    if (predicate === null) return this.#unreadable();
    const args = this.#arguments();
    return args === null ? this.#unreadable() : decidePredicate(predicate, args, this.#circumstances);
  }

  #inParentheses(depth: number): Decision {
    const inner = this.anyOf(depth + 1);
    return this.#skip(/[ \t]*\)/y) === null ? this.#unreadable() : inner;
  }

  /** Null if no `)` ends them. */
  #arguments(): readonly string[] | null {
    if (this.#text[this.#at] !== '(') return [];
    const read = readArguments(this.#text, this.#at + 1);
    this.#at = read?.end ?? this.#text.length;
    return read === null ? null : read.value;
  }

  #skip(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [null];
    if (found !== null) this.#at += found.length;
    return found;
  }

  #unreadable(): Decision {
    this.#at = this.#text.length;
    this.#broken = true;
    return undecided('');
  }
}

function or(left: Decision, right: Decision): Decision {
  if (left.holds === true || right.holds === true) return decided(true);
  return left.holds === null ? left : right;
}

function and(left: Decision, right: Decision): Decision {
  if (left.holds === false || right.holds === false) return decided(false);
  return left.holds === null ? left : right;
}

function decidePredicate(name: string, args: readonly string[], circumstances: Circumstances): Decision {
  const [first = '', second = ''] = args;
  switch (name) {
    case 'defined':
      return decideDefined(first, circumstances.variables);
    case 'streq':
      return decided(first === second);
    case 'strneq':
      return decided(first !== second);
    case 'strstr':
      return decided(first.includes(second));
    case 'version_atleast':
    case 'version_before':
      return decideVersion(name, first, circumstances.version);
    default:
      return undecided(`${name}(${args.join(',')}) is for a running HAProxy to decide`);
  }
}

function decideVersion(name: string, wanted: string, running: Version | null): Decision {
  const version = readVersion(wanted);
  if (running === null || version === null)
    return undecided(`${name}(${wanted}) depends on HAProxy's version`);
  const atLeast = compareVersions(running, version) >= 0;
  return decided(name === 'version_atleast' ? atLeast : !atLeast);
}

/** Variables that HAProxy sets by itself, depending on how it is started. */
const BY_HAPROXY = /^HAPROXY_(MWORKER|CLI|MASTER_CLI|LOCALPEER|CFGFILES|STARTUP_VERSION|BRANCH)$/;

function decideDefined(name: string, variables: Variables): Decision {
  const { value, doubt } = variables.read(name);
  if (doubt !== null) return undecided(doubt);
  if (value === null && BY_HAPROXY.test(name)) return undecided(`HAProxy may set ${name} by itself`);
  return decided(value !== null);
}
