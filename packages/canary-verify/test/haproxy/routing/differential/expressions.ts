import type { Dice } from './dice.js';
import { argument, BACKENDS, COOKIES, HEADERS, PARAMETERS, PATHS, VALUES } from './words.js';

/** Variables of a rule set, and whether some rule of it sets them. */
export interface Vocabulary {
  dice: Dice;
  variables: readonly string[];
  /** Where chance may decide. */
  random: boolean;
  /** How many converters there are at most, and how often none. */
  converters: { most: number; none: number };
}

export const REGEXES = [
  '^al',
  'ways$',
  '^v[0-9]+$',
  '^(always|never)$',
  'a.b',
  '^[^/]*$',
  '[A-Z]',
  '(a)(.*)',
  '^/api/(v[0-9])/(.*)',
  '\\.js$',
  '^$',
  'x+',
  '^[a-z-]+',
  '(^|;\\s*)v2',
  '\\b(v2|always)\\b',
  '\\Bx|^\\S+\\s',
  '(?i)^AL',
] as const;

const REPLACEMENTS = ['x', '', '\\1', '\\2-\\1', 'canary', '[\\0]'] as const;

function call(name: string, args: readonly string[]): string {
  return args.length === 0 ? name : `${name}(${args.map(argument).join(',')})`;
}

export function header({ dice }: Vocabulary): string {
  const name = dice.falls(0.2) ? dice.one(HEADERS).toLowerCase() : dice.one(HEADERS);
  const occurrence = dice.falls(0.2) ? [String(dice.one([1, 2, -1, -2, 3]))] : [];
  return `(${[name, ...occurrence].join(',')})`;
}

function textFetch(vocabulary: Vocabulary): string {
  const { dice, variables } = vocabulary;
  return dice.pick(
    () => `req.hdr${header(vocabulary)}`,
    () => `req.hdr${header(vocabulary)}`,
    () => `hdr${header(vocabulary)}`,
    () => `req.fhdr${header(vocabulary)}`,
    () => dice.one(['path', 'url', 'pathq', 'query', 'base', 'path']),
    () => call(dice.one(['url_param', 'urlp']), dice.falls(0.9) ? [dice.one(PARAMETERS)] : []),
    () => call(dice.one(['req.cook', 'cook', 'cookie']), [dice.one(COOKIES)]),
    () => call('str', [dice.one(VALUES)]),
    () => call('var', dice.falls(0.2) ? [dice.one(variables), dice.one(VALUES)] : [dice.one(variables)]),
    () => 'method,lower',
  );
}

function textConverter(vocabulary: Vocabulary): string {
  const { dice, variables } = vocabulary;
  return dice.pick(
    () => dice.one(['lower', 'upper']),
    () =>
      call(
        'field',
        [String(dice.one([1, 2, -1, 3])), dice.one(['/', '.', '-', 'a', ',;'])].concat(
          dice.falls(0.3) ? [String(dice.whole(0, 2))] : [],
        ),
      ),
    () =>
      call(
        'word',
        [String(dice.one([1, 2, -1])), dice.one(['/', '.', '-', 'a', ' '])].concat(
          dice.falls(0.3) ? [String(dice.whole(0, 2))] : [],
        ),
      ),
    () =>
      call('regsub', [
        dice.one(REGEXES),
        dice.one(REPLACEMENTS),
        ...(dice.falls(0.4) ? [dice.one(['g', 'i', 'gi'])] : []),
      ]),
    () => call('map', ['to-backend.map', ...(dice.falls(0.5) ? [dice.one(BACKENDS)] : [])]),
    () => call('map_beg', ['prefixes.map', ...(dice.falls(0.5) ? [dice.one(BACKENDS)] : [])]),
    () => call('map_reg', ['regexes.map', ...(dice.falls(0.5) ? ['stable'] : [])]),
    () => call(dice.one(['map_sub', 'map_dom', 'map_dir']), ['prefixes.map', 'beta']),
    () =>
      call('concat', [
        dice.one(['-', '', 'v']),
        dice.falls(0.6) ? dice.one(variables) : '',
        dice.one(['', 'x']),
      ]),
    () => call(dice.one(['ltrim', 'rtrim']), [dice.one(['a', '/.', 'x1'])]),
    () => call('map_end', ['suffixes.map', 'beta']),
    () => 'url_dec',
  );
}

function integerFetch(vocabulary: Vocabulary): string {
  const { dice, random } = vocabulary;
  const choices = [
    () => call('int', [String(dice.whole(-3, 12))]),
    () => `req.hdr_cnt(${dice.one(HEADERS)})`,
    () => `req.fhdr_cnt(${dice.one(HEADERS)})`,
    () => `${dice.one(['req.hdr_val', 'hdr_val'])}${header(vocabulary)}`,
    () => call(dice.one(['req.cook_cnt', 'req.cook_val']), [dice.one(COOKIES)]),
    () => call('urlp_val', [dice.one(PARAMETERS)]),
    () => `${text(vocabulary)},length`,
    () => `${text(vocabulary)},${dice.one(['crc32', 'djb2', 'sdbm', 'wt6', 'crc32(1)', 'djb2(1)'])}`,
    () => `src,${dice.one(['crc32', 'djb2(1)', 'wt6(1)'])}`,
    () => `${text(vocabulary)},strcmp(${dice.one(vocabulary.variables)})`,
  ];
  const draw = () => call('rand', [String(dice.one([2, 3, 10, 100, 1000]))]);
  const drawLarge = () => `rand,mod(${dice.one([2, 10, 100])})`;
  return dice.pick(...choices, ...(random ? [draw, draw, draw, drawLarge] : []));
}

function integerConverter({ dice, variables }: Vocabulary): string {
  return dice.pick(
    () =>
      call(dice.one(['add', 'sub', 'mul', 'div', 'mod', 'and', 'or', 'xor']), [String(dice.whole(-2, 12))]),
    () => call(dice.one(['add', 'sub', 'mod']), [dice.one(variables)]),
    () => dice.one(['neg', 'cpl']),
  );
}

function chain(first: string, converters: readonly string[]): string {
  return [first, ...converters].join(',');
}

/** An expression that gives a text. */
export function text(vocabulary: Vocabulary): string {
  const { dice } = vocabulary;
  if (dice.falls(0.06))
    return `${truth(vocabulary)},iif(${dice.one(BACKENDS)},${dice.one(VALUES.slice(0, 8))})`;
  if (dice.falls(0.05))
    return `${dice.falls(0.5) ? 'src' : `req.hdr_ip${header(vocabulary)}`},map_ip(networks.map,stable)`;
  if (dice.falls(0.05)) return `${integer(vocabulary)},map_int(numbers.map,beta)`;
  const count = dice.falls(vocabulary.converters.none) ? 0 : dice.whole(1, vocabulary.converters.most);
  return chain(
    textFetch(vocabulary),
    dice.some(count, count, () => textConverter(vocabulary)),
  );
}

/** An expression that gives an integer. */
export function integer(vocabulary: Vocabulary): string {
  const { dice } = vocabulary;
  if (dice.falls(0.05)) return 'str(a),map_str_int(numbers-by-name.map,7)';
  const count = dice.falls(vocabulary.converters.none) ? 0 : dice.whole(1, vocabulary.converters.most);
  return chain(
    integerFetch(vocabulary),
    dice.some(count, count, () => integerConverter(vocabulary)),
  );
}

/** An expression that gives true or false. */
export function truth(vocabulary: Vocabulary): string {
  const { dice } = vocabulary;
  return dice.pick(
    () => dice.one(['always_true', 'always_false', 'ssl_fc']),
    () => call('bool', [dice.one(['true', '0', 'FALSE', '1'])]),
    () => `${integer(vocabulary)},${dice.one(['bool', 'not', 'odd', 'even'])}`,
  );
}

export const PATH_PATTERNS = [...PATHS, '/api/', 'v2', '.js', '/v', 'users'] as const;
