import { Blocks } from './blocks.js';
import type { ConfigLine, ConfigSource, HaproxyConfig, Place, Remark, Section } from './configuration.js';
import { readVersion, type Version } from './haproxy-version.js';
import { type LineWords, lineWords } from './line-words.js';
import { isProxy, isSectionKind } from './section-kinds.js';
import { Variables } from './variables.js';

/**
 * Reads a configuration as HAProxy does (configuration manual, section 2): several files in their order, quotes, escapes,
 * variables, `.if` blocks, sections and the `defaults` that they inherit from. Whether it is valid is HAProxy's to say.
 * Any text can be read: what is not understood is a remark, and the lines that depend on it carry a doubt.
 *
 * @param env HAProxy's environment.
 * @param version HAProxy's version, `3.0.11`, for `version_atleast` and similar tests; null if it is not known.
 */
export function readHaproxyConfig(
  sources: readonly ConfigSource[],
  env: Readonly<Record<string, string | undefined>>,
  version: string | null = null,
): HaproxyConfig {
  const reading = new Reading(env, version === null ? null : readVersion(version));
  for (const source of sources) reading.readFile(source);
  return { sections: reading.sections, remarks: reading.remarks, version };
}

/** A section to which lines are still added. */
interface GrowingSection extends Section {
  lines: ConfigLine[];
}

/** One line of a file, as it stands there. */
interface Standing {
  place: Place;
  text: string;
}

/** The state of a reading. */
class Reading {
  readonly sections: GrowingSection[] = [];
  readonly remarks: Remark[] = [];
  readonly #variables: Variables;
  readonly #version: Version | null;
  /** The latest `defaults`: the proxies after it inherit from it unless they name another one. */
  #defaults: Section | null = null;
  #section: GrowingSection | null = null;

  constructor(env: Readonly<Record<string, string | undefined>>, version: Version | null) {
    this.#variables = new Variables(env);
    this.#version = version;
  }

  readFile({ file, text }: ConfigSource): void {
    const blocks = new Blocks({ variables: this.#variables, version: this.#version });
    this.#section = null;
    const lines = text.split('\n');
    for (const [index, line] of lines.entries())
      this.#readLine({ place: { file, line: index + 1 }, text: line.replace(LEADING_BLANKS, '') }, blocks);
    const end = { place: { file, line: lines.length }, text: '' };
    if (blocks.unfinished) this.#remark(end, 'an .if is not closed by .endif: HAProxy refuses the file');
  }

  #readLine(standing: Standing, blocks: Blocks): void {
    const { text, place } = standing;
    // A line `[name]` begins a scope; a configuration ignores it.
    if (text === '' || text.startsWith('#') || text.startsWith('[')) return;
    this.#variables.stand(place, this.#section?.name ?? this.#section?.kind ?? '');
    const read = lineWords(text, this.#variables);
    const [first = '', ...others] = read.words;
    if (BRANCH.test(first)) this.#branch(standing, read, blocks);
    else if (blocks.skipped || (first === '' && read.doubt === null)) return;
    else if (first.startsWith('.')) this.#announcement(standing, first, blocks.doubt);
    else
      this.#take(
        { words: [first, ...others], place, doubt: blocks.doubt ?? this.#doubt(standing, read) },
        text,
      );
  }

  #branch(standing: Standing, { words, doubt, unset }: LineWords, blocks: Blocks): void {
    const [directive = '', ...condition] = words;
    const around = blocks.skipped;
    const problem = blocks.obey(directive, condition, doubt);
    if (problem !== null) this.#remark(standing, problem);
    else if (!around && unset.length > 0) this.#remark(standing, notSet(unset));
  }

  /** `.notice` and its like, which change nothing. */
  #announcement(standing: Standing, directive: string, doubt: string | null): void {
    if (directive === '.alert' && doubt === null)
      this.#remark(standing, 'HAProxy refuses to start because of this');
    if (!ANNOUNCEMENT.test(directive)) this.#remark(standing, `HAProxy knows no ${directive}`);
  }

  /** Why the words may be others; said once, here. */
  #doubt(standing: Standing, { words, doubt, unset }: LineWords): string | null {
    const empty = words.includes('') ? 'HAProxy reads no further than an empty word' : null;
    const why = doubt ?? (unset.length > 0 ? notSet(unset) : empty);
    if (why !== null) this.#remark(standing, why);
    return why;
  }

  #take(line: ConfigLine, text: string): void {
    const [first] = line.words;
    if (isSectionKind(first)) this.#begin(line, text);
    else if (this.#section === null)
      this.#remark({ place: line.place, text }, 'HAProxy refuses it outside a section');
    else this.#add(this.#section, line);
  }

  #add(section: GrowingSection, line: ConfigLine): void {
    const doubt = line.doubt ?? section.doubt;
    section.lines.push(doubt === line.doubt ? line : { ...line, doubt });
    if (section.kind === 'global') this.#variables.obey(line.words, doubt);
  }

  #begin({ words, place, doubt }: ConfigLine, text: string): void {
    const [kind, second] = words;
    // `defaults from base` has no name.
    const named = second !== undefined && !(kind === 'defaults' && second === 'from' && words.length === 3);
    const base = words[named ? 2 : 1] === 'from' ? (words[named ? 3 : 2] ?? '') : null;
    const defaults = base === null ? this.#latestDefaults(kind) : this.#defaultsNamed(base, { place, text });
    this.#section = { kind, name: named ? second : null, defaults, lines: [], place, doubt };
    this.sections.push(this.#section);
    if (kind === 'defaults') this.#defaults = this.#section;
  }

  #latestDefaults(kind: string): Section | null {
    return isProxy(kind) ? this.#defaults : null;
  }

  #defaultsNamed(name: string, standing: Standing): Section | null {
    const found = this.sections.findLast((section) => section.kind === 'defaults' && section.name === name);
    if (found === undefined) this.#remark(standing, `no defaults section called ${name} comes before`);
    return found ?? null;
  }

  #remark({ place, text }: Standing, why: string): void {
    this.remarks.push({ place, text: text.trim(), why });
  }
}

const LEADING_BLANKS = /^[ \t\v\f\r]+/;
const BRANCH = /^\.(?:if|elif|else|endif)$/;
const ANNOUNCEMENT = /^\.(?:alert|warning|notice|diag)$/;

function notSet(names: readonly string[]): string {
  return `not set here: ${[...new Set(names)].join(', ')}`;
}
