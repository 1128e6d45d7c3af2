import type { HeaderLines, NearMissKind } from './header-mark.js';

type Variant = [kind: NearMissKind, lines: HeaderLines];

/** The near misses of the last of these headers; the headers before it stay as they are. */
export function nearMisses(headers: HeaderLines): Variant[] {
  const others = headers.slice(0, -1);
  const last = headers.at(-1);
  if (last === undefined) return [];
  const [name, value] = last;
  return variants(name, value).map(([kind, lines]) => [kind, [...others, ...lines]]);
}

/** The near misses of a parameter of the URL. */
export function nearQueries(query: string): [NearMissKind, string][] {
  const at = query.indexOf('=');
  const [name, value] = [query.slice(0, at), query.slice(at + 1)];
  return [
    ...valueVariants(value).map(([kind, text]): [NearMissKind, string] => [kind, `${name}=${text}`]),
    ['twice-right-first', `${query}&${name}=${OTHER}`],
    ['twice-right-last', `${name}=${OTHER}&${query}`],
    ['name-similar', `${name}x=${value}`],
  ];
}

/** An element that is no mark. */
const OTHER = 'zz-other';

function variants(name: string, value: string): Variant[] {
  if (name.toLowerCase() === 'cookie') return cookieVariants(name, value);
  if (name.toLowerCase() === 'host') return hostVariants(name, value);
  const ofValue = valueVariants(value).map(([kind, text]): Variant => [kind, [[name, text]]]);
  return [
    ...ofValue,
    ['value-blanks', [[name, `  ${value}  `]]],
    [
      'twice-right-first',
      [
        [name, value],
        [name, OTHER],
      ],
    ],
    [
      'twice-right-last',
      [
        [name, OTHER],
        [name, value],
      ],
    ],
    ['list-right-first', [[name, `${value},${OTHER}`]]],
    ['list-right-last', [[name, `${OTHER},${value}`]]],
    ['name-similar', [[`${name}x`, value]]],
    ['name-case', [[otherCase(name), value]]],
  ];
}

/** A request has one Host, and a name is all that it can hold. */
function hostVariants(name: string, value: string): Variant[] {
  return [
    ...valueVariants(value)
      .filter(([kind]) => kind !== 'value-empty')
      .map(([kind, text]): Variant => [kind, [[name, text]]]),
    ['name-case', [[otherCase(name), value]]],
  ];
}

function valueVariants(value: string): [NearMissKind, string][] {
  const swapped = otherCase(value);
  return [
    ...(swapped === value ? [] : [['value-case', swapped] as [NearMissKind, string]]),
    ['value-prefixed', `x${value}`],
    ['value-suffixed', `${value}x`],
    ['value-shortened', value.slice(0, -1)],
    ['value-empty', ''],
  ];
}

/** A cookie is a name and a value in one header; the name of the cookie counts with its case. */
function cookieVariants(header: string, cookie: string): Variant[] {
  const [name = '', ...rest] = cookie.split('=');
  const value = rest.join('=');
  const line = (text: string): HeaderLines => [[header, text]];
  return [
    ...valueVariants(value).map(([kind, text]): Variant => [kind, line(`${name}=${text}`)]),
    ['twice-right-first', line(`${cookie}; ${name}=${OTHER}`)],
    ['twice-right-last', line(`${name}=${OTHER}; ${cookie}`)],
    ['list-right-last', line(`${OTHER}=1; ${cookie}`)],
    ['name-similar', line(`${name}x=${value}`)],
    ['name-case', [[otherCase(header), cookie]]],
  ];
}

/** Small letters as capitals; a text without small letters the other way round. */
function otherCase(text: string): string {
  const capitals = text.toUpperCase();
  return capitals === text ? text.toLowerCase() : capitals;
}
