import type { Dice } from './dice.js';

/** Few words, so that what is sent and what is asked often meet. */
export const HEADERS = ['X-Canary', 'X-Team', 'x-version', 'X_Odd.Name'] as const;
export const COOKIES = ['canary', 'team', 'c'] as const;
export const PARAMETERS = ['canary', 'v', 'c'] as const;
export const BACKENDS = ['stable', 'canary', 'beta', '1', 'v2'] as const;
export const MAPS = ['to-backend.map', 'prefixes.map', 'numbers.map', 'networks.map', 'regexes.map'] as const;

export const VALUES = [
  'always',
  'Always',
  'ALWAYS',
  'never',
  'canary',
  'stable',
  'beta',
  'v2',
  'V2',
  '1',
  '10',
  '07',
  '-3',
  'a.b',
  'a/b/c',
  'a b',
  'x-1',
  'al',
  'ways',
  '10.1.2.3',
  '::1',
] as const;

/** What headers are sent with beside these: lists, quotes, blanks, nothing. */
const ODD_VALUES = [
  '',
  'always,never',
  'never, always',
  ',always',
  'always,',
  ' ,, ',
  '"a,b",always',
  '"a\\",b"',
  'v2 , V2,1',
  'canary=always',
  'team="x;y"; canary=always',
  'a;b=1',
  '1; $canary=2; $Path=/; canary=v2',
  'a.b.c.v2.1',
  '--a--b-',
  '5 apples',
  '12ab',
  '1.1.1.1:80',
  'x'.repeat(40),
];

export function sentValue(dice: Dice): string {
  if (dice.falls(0.3)) return 'always';
  return dice.falls(0.5) ? dice.one(VALUES) : dice.one(ODD_VALUES);
}

export const PATHS = [
  '/',
  '/version',
  '/Version',
  '/api/v2/users',
  '/api',
  '/a/b/c',
  '/static/x.js',
  '/monitor',
  '/x//y',
] as const;
const QUERIES = [
  '',
  '',
  '?',
  '?canary=always',
  '?v=v2&canary=1',
  '?c=&v=10',
  '?canary',
  '?xcanary=1;c=always',
  '?v=a&v=v2',
  '?v=a%20b+c',
  '?a=?b=1',
];

export function sentPath(dice: Dice): string {
  return dice.one(PATHS) + dice.one(QUERIES);
}

export const METHODS = ['GET', 'GET', 'GET', 'HEAD', 'POST', 'OPTIONS', 'DELETE', 'PURGE', 'get'] as const;

/** A word of a configuration: quoted as a whole where it has anything special. */
export function quoted(text: string): string {
  return /^[A-Za-z0-9_.:/^$*+()[\]{},=%@~-]+$/.test(text) && !/[$]/.test(text) ? text : `'${text}'`;
}

/** An argument in parentheses: quoted once more where it would end too early. */
export function argument(text: string): string {
  return /[,() \\"]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
}
