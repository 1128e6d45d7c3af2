import type { ConfigLine, Place } from '../../configuration/configuration.js';
import type { Acl, Condition, Term, Test } from '../rules/condition.js';
import { PREDEFINED } from './acl-keywords.js';
import { readTest } from './read-test.js';

/**
 * The ACLs of one proxy. As in HAProxy, a line adds to the ACL of its name, also for rules further up that use it, and a
 * predefined one takes part from its first use on.
 */
export class AclTable {
  readonly #acls = new Map<string, Acl>();
  /** Used before they were there: lines after that mend nothing. */
  readonly #missing = new Set<string>();

  /** Takes a line `acl NAME TEST`. */
  add({ words: [, name = '', ...test], place, doubt }: ConfigLine): void {
    if (this.#missing.has(name)) return;
    this.#named(name).tests.push(
      doubt === null ? readTest(test, place) : unknown(test.join(' '), doubt, place),
    );
  }

  /** The condition that begins with `if` or `unless` at a place in the words. Null if there is none. */
  condition(words: readonly string[], place: Place): Condition | null {
    const [polarity, ...rest] = words;
    if (polarity !== 'if' && polarity !== 'unless') return null;
    const end = rest.indexOf('');
    const used = end === -1 ? rest : rest.slice(0, end);
    return {
      unless: polarity === 'unless',
      alternatives: this.#alternatives(used, place),
      place,
      text: words.join(' '),
    };
  }

  #alternatives(words: readonly string[], place: Place): Term[][] {
    const alternatives: Term[][] = [];
    let terms: Term[] | null = null;
    let negated = false;
    for (let at = 0; at < words.length; at++) {
      const marks = /^!*/.exec(words[at] as string)?.[0].length ?? 0;
      if (marks % 2 === 1) negated = !negated;
      const word = (words[at] as string).slice(marks);
      if (word === '') continue;
      if (word.toLowerCase() === 'or' || word === '||') {
        terms = null;
        negated = false;
        continue;
      }
      if (terms === null) {
        terms = [];
        alternatives.push(terms);
      }
      const braces = word === '{' ? anonymous(words, at, place) : null;
      terms.push({ negated, acl: braces?.acl ?? this.#used(word, place) });
      negated = false;
      at = braces?.end ?? at;
    }
    return alternatives;
  }

  #used(name: string, place: Place): Acl {
    const known = this.#acls.get(name);
    if (known !== undefined) return known;
    const acl = this.#named(name);
    if (Object.hasOwn(PREDEFINED, name)) acl.tests.push(readTest(PREDEFINED[name] as [string], place));
    else {
      this.#missing.add(name);
      acl.tests.push(unknown(name, `no acl "${name}" stands before it: HAProxy refuses the file`, place));
    }
    return acl;
  }

  #named(name: string): Acl {
    const known = this.#acls.get(name);
    if (known !== undefined) return known;
    const acl: Acl = { name, tests: [] };
    this.#acls.set(name, acl);
    return acl;
  }
}

function anonymous(words: readonly string[], start: number, place: Place): { acl: Acl; end: number } {
  const found = words.indexOf('}', start + 1);
  const end = found === -1 ? words.length : found;
  const inside = words.slice(start + 1, end);
  const test =
    found === -1 ? unknown(inside.join(' '), 'the closing } is missing', place) : readTest(inside, place);
  return { acl: { name: null, tests: [test] }, end };
}

function unknown(text: string, why: string, place: Place): Test {
  return { kind: 'unknown', remark: { place, text, why }, place, text };
}
