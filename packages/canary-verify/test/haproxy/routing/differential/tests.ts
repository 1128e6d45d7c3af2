import type { Dice } from './dice.js';
import { header, integer, PATH_PATTERNS, REGEXES, text, truth, type Vocabulary } from './expressions.js';
import { COOKIES, METHODS, PARAMETERS, quoted, VALUES } from './words.js';

const TEXT_METHODS = [
  'str',
  'beg',
  'end',
  'sub',
  'dir',
  'dom',
  'reg',
  'len',
  'found',
  'int',
  'ip',
  'bool',
] as const;

/** What stands behind the name of an ACL or between braces. */
export function test(vocabulary: Vocabulary): string {
  const { dice } = vocabulary;
  if (vocabulary.random && dice.falls(0.25)) return ofDraw(vocabulary);
  return dice.pick(
    () => keyword(vocabulary),
    () => keyword(vocabulary),
    () => keyword(vocabulary),
    () => ofText(vocabulary),
    () => ofText(vocabulary),
    () => ofInteger(vocabulary),
    () => ofTruth(vocabulary),
    () => ofAddress(vocabulary),
    () => ofMethod(dice),
  );
}

const SUFFIXES = ['', '_beg', '_end', '_sub', '_dir', '_dom', '_reg', '_len'] as const;

/** A word that only ACLs know: `hdr_beg(x)`. */
function keyword(vocabulary: Vocabulary): string {
  const { dice } = vocabulary;
  const [subject, patterns] = dice.pick<[string, readonly string[]]>(
    () => [`hdr@${header(vocabulary)}`, VALUES],
    () => [`hdr@${header(vocabulary)}`, VALUES],
    () => [`cook@(${dice.one(COOKIES)})`, VALUES],
    () => [`urlp@(${dice.one(PARAMETERS)})`, VALUES],
    () => [`${dice.one(['path', 'url', 'base'])}@`, PATH_PATTERNS],
  );
  const suffix = dice.one(SUFFIXES);
  const converters = dice.falls(0.1)
    ? `,${dice.one(['lower', 'upper', 'length', 'map(to-backend.map)'])}`
    : '';
  const expression = subject.replace('@', suffix) + converters;
  if (converters === ',length') return `${expression} ${integers(dice)}`;
  return `${expression} ${tail(dice, converters === '' ? suffix.slice(1) || 'str' : 'str', patterns)}`;
}

function ofText(vocabulary: Vocabulary): string {
  const { dice } = vocabulary;
  const method = dice.one(TEXT_METHODS);
  const patterns = dice.falls(0.3) ? PATH_PATTERNS : VALUES;
  return `${quoted(text(vocabulary))} -m ${method} ${tail(dice, method, patterns)}`;
}

/** Flags and patterns. */
function tail(dice: Dice, method: string, patterns: readonly string[]): string {
  if (method === 'found' || method === 'bool') return '';
  if (method === 'int' || method === 'len') return integers(dice);
  if (method === 'ip') return addresses(dice);
  if (method !== 'reg' && method !== 'end' && dice.falls(0.06)) return '-f patterns.lst';
  const flag = dice.falls(0.25) ? '-i ' : '';
  const from = method === 'reg' ? REGEXES : patterns;
  return `${flag}-- ${dice.some(1, 3, () => quoted(dice.one(from))).join(' ')}`;
}

function integers(dice: Dice): string {
  return dice.pick(
    () => dice.some(1, 2, () => String(dice.whole(0, 12))).join(' '),
    () => `${dice.one(['eq', 'ge', 'gt', 'le', 'lt'])} ${dice.whole(0, 12)}`,
    () => `${dice.whole(0, 3)}:${dice.whole(4, 9)} ${dice.one(['gt', 'eq'])} ${dice.whole(20, 40)}`,
    () => dice.one(['3:', ':5', '1-4', 'ge 100', 'lt 1']),
  );
}

function ofInteger(vocabulary: Vocabulary): string {
  const { dice } = vocabulary;
  const expression = quoted(integer(vocabulary));
  return dice.falls(0.15)
    ? `${expression} -m ${dice.one(['bool', 'found'])}`
    : `${expression} ${dice.falls(0.1) ? '-m str 1 7 10' : integers(dice)}`;
}

/** As percentages are written. */
export function ofDraw({ dice, variables }: Vocabulary): string {
  const range = dice.one([2, 10, 100, 100, 1000]);
  const limit = dice.whole(0, range);
  return dice.pick(
    () => `rand(${range}) lt ${limit}`,
    () => `rand(${range}) ge ${limit}`,
    () => `${quoted(`rand(${range}),mul(3),add(1)`)} gt ${limit}`,
    () => `var(${dice.one(variables)}) -m int lt ${limit}`,
    () => `var(${dice.one(variables)}) -m int ${Math.floor(limit / 2)}:${limit}`,
  );
}

function ofTruth(vocabulary: Vocabulary): string {
  const { dice } = vocabulary;
  return `${quoted(truth(vocabulary))}${dice.falls(0.2) ? ' -m found' : ''}`;
}

function addresses(dice: Dice): string {
  const networks = [
    '127.0.0.0/8',
    '10.1.0.0/16',
    '10.1.2.3',
    '192.168.0.0/255.255.0.0',
    '::1',
    '2001:db8::/32',
    '0.0.0.0/0',
  ];
  return `-n ${dice.some(1, 3, () => dice.one(networks)).join(' ')}`;
}

function ofAddress(vocabulary: Vocabulary): string {
  const { dice } = vocabulary;
  return `${dice.falls(0.6) ? 'src' : `req.hdr_ip${header(vocabulary)}`} ${addresses(dice)}`;
}

function ofMethod(dice: Dice): string {
  return `method ${dice.falls(0.5) ? '-i ' : ''}${dice.some(1, 2, () => dice.one([...METHODS, 'purge'])).join(' ')}`;
}

const PREDEFINED = [
  'TRUE',
  'FALSE',
  'LOCALHOST',
  'HTTP',
  'METH_GET',
  'METH_POST',
  'HTTP_URL_ABS',
  'HTTP_URL_SLASH',
  'HTTP_URL_STAR',
];

/** A condition with `if` or `unless`, of named and anonymous ACLs. */
export function condition(vocabulary: Vocabulary, names: readonly string[]): string {
  const { dice } = vocabulary;
  const term = () => {
    const not = dice.falls(0.25) ? dice.one(['!', '! ', '!!', '! !']) : '';
    if (names.length > 0 && dice.falls(0.35)) return not + dice.one(names);
    return dice.falls(0.1) ? not + dice.one(PREDEFINED) : `${not}{ ${test(vocabulary)} }`;
  };
  const alternatives = dice.some(1, dice.falls(0.3) ? 2 : 1, () =>
    dice.some(1, dice.falls(0.35) ? 2 : 1, term).join(' '),
  );
  return `${dice.falls(0.8) ? 'if' : 'unless'} ${alternatives.join(dice.one([' or ', ' || ']))}`;
}
