import type { Place } from '../../configuration/configuration.js';
import type { KnownTest, MatchMethod, PatternFile, Test } from '../rules/condition.js';
import { converterType, isConverterName } from '../rules/converter-types.js';
import { type Expression, wholeExpression } from '../rules/expression.js';
import { fetchType, type SampleType } from '../rules/fetch-types.js';
import { OPERATORS } from '../rules/operators.js';
import { aclKeyword } from './acl-keywords.js';
import { isOtherConverter } from './other-converters.js';

/** Reads what stands behind the name of an ACL or between braces: an expression, flags, patterns (section 7.1). */
export function readTest(words: readonly string[], place: Place): Test {
  const text = words.join(' ');
  const unknown = (why: string): Test => ({ kind: 'unknown', remark: { place, text, why }, place, text });
  const [first = '', ...others] = untilEmpty(words);
  const subject = readSubject(first, place);
  if (subject.kind === 'unknown') return unknown(subject.why);
  const flags = readFlags(converterWords(subject, others));
  if (flags === null) return unknown('its flags are not understood here');
  const method = flags.method ?? subject.method;
  if (method === 'unknown') return unknown(`-m ${flags.methodWord} is not understood here`);
  if (method === null) return unknown('it has no matching method (-m) and the sample has none of its own');
  const patterns = method === 'int' || method === 'len' ? asRanges(flags.patterns) : flags.patterns;
  if (patterns === null) return unknown('its numbers are not understood here');
  const refused = method === 'reg' ? patterns.find(isRefusedRegex) : undefined;
  if (refused !== undefined) return unknown(`HAProxy refuses the regular expression "${refused}"`);
  const test: KnownTest = {
    kind: 'known',
    expression: subject.expression,
    method,
    ignoreCase: flags.ignoreCase,
    patterns,
    files: flags.files,
    place,
    text,
  };
  return test;
}

/** HAProxy stops reading at an empty word. */
function untilEmpty(words: readonly string[]): readonly string[] {
  const end = words.indexOf('');
  return end === -1 ? words : words.slice(0, end);
}

type Subject =
  | { kind: 'read'; expression: Expression; method: MatchMethod | null; keyword: boolean }
  | { kind: 'unknown'; why: string };

function readSubject(word: string, place: Place): Subject {
  const expression = wholeExpression([word], place);
  if (expression === null)
    return { kind: 'unknown', why: 'it is not a sample expression that is understood here' };
  const keyword = aclKeyword(expression.fetch.name);
  const fetch = keyword === null ? expression.fetch : { ...expression.fetch, name: keyword.fetch };
  const named = { ...expression, fetch };
  const type = typeOf(named);
  if (typeof type === 'object') return { kind: 'unknown', why: type.why };
  // A converter makes HAProxy forget how the keyword matches: `hdr_beg(x),lower a` compares whole texts.
  const method = keyword !== null && named.converters.length === 0 ? keyword.method : DEFAULT_METHODS[type];
  return { kind: 'read', expression: named, method, keyword: keyword !== null };
}

const DEFAULT_METHODS: Record<SampleType | 'unknown', MatchMethod | null> = {
  // Such a sample is never held against patterns; but where there is nothing to convert, the test fails all the same.
  unknown: 'str',
  str: 'str',
  int: 'int',
  bool: 'bool',
  ip: 'ip',
  method: null,
  any: null,
};

/** The type of the sample that an expression gives, or why it is not read. */
function typeOf({ fetch, converters }: Expression): SampleType | 'unknown' | { why: string } {
  let type = fetchType(fetch.name);
  if (type === null) return { why: `sample fetch "${fetch.name}" is not known here` };
  for (const { name } of converters) {
    type = converterType(name);
    if (type === null) return 'unknown';
  }
  return type;
}

/**
 * After a plain fetch (no ACL keyword), HAProxy takes the name of a converter for one and then for a pattern as
 * well. Null in that case.
 */
function converterWords(
  subject: Extract<Subject, { kind: 'read' }>,
  words: readonly string[],
): readonly string[] | null {
  if (subject.keyword) return words;
  const name = /^[A-Za-z0-9._+:-]+/.exec(words[0] ?? '')?.[0] ?? '';
  return isConverterName(name) || isOtherConverter(name) ? null : words;
}

interface Flags {
  method: MatchMethod | 'unknown' | null;
  methodWord: string;
  ignoreCase: boolean;
  files: PatternFile[];
  patterns: readonly string[];
}

const METHOD_WORDS: ReadonlySet<string> = new Set<MatchMethod>([
  'found',
  'bool',
  'int',
  'ip',
  'len',
  'str',
  'beg',
  'sub',
  'dir',
  'dom',
  'end',
  'reg',
]);

function readFlags(words: readonly string[] | null): Flags | null {
  if (words === null) return null;
  const flags: Flags = { method: null, methodWord: '', ignoreCase: false, files: [], patterns: [] };
  let map = false;
  let at = 0;
  for (; words[at]?.startsWith('-'); at++) {
    const flag = words[at];
    if (flag === '--') {
      at++;
      break;
    }
    if (flag === '-i') flags.ignoreCase = true;
    else if (flag === '-M') map = true;
    else if (flag === '-u') at++;
    else if (flag === '-f') flags.files.push({ name: words[++at] ?? '', map });
    else if (flag === '-m') {
      flags.methodWord = words[++at] ?? '';
      flags.method = METHOD_WORDS.has(flags.methodWord) ? (flags.methodWord as MatchMethod) : 'unknown';
    } else if (flag !== '-n') return null;
  }
  flags.patterns = words.slice(at);
  return flags;
}

/** Integers with operators become ranges. An operator stays until the next one; ranges go without. */
function asRanges(words: readonly string[]): string[] | null {
  let operator = 'eq';
  const ranges: string[] = [];
  for (const word of words) {
    if (OPERATORS.has(word)) operator = word;
    else if (/[:-]/.test(word) || operator === 'eq') ranges.push(word);
    else if (!/^\d{1,15}$/.test(word)) return null;
    else ranges.push(asRange(operator, Number(word)));
  }
  return ranges;
}

function asRange(operator: string, value: number): string {
  if (operator === 'gt') return `${value + 1}:`;
  if (operator === 'ge') return `${value}:`;
  return operator === 'lt' ? `:${value - 1}` : `:${value}`;
}

/** Brackets that are not closed or not opened are an error to PCRE as well; what stands between \\Q and \\E is plain text. */
function isRefusedRegex(pattern: string): boolean {
  if (pattern.includes('\\Q')) return false;
  try {
    new RegExp(pattern);
    return false;
  } catch (error) {
    return /unterminated (?:character class|group)|unmatched/i.test(String(error));
  }
}
