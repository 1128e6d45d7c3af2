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

/** An element that is no mark. */
const OTHER = 'zz-other';

function variants(name: string, value: string): Variant[] {
  if (name.toLowerCase() === 'cookie') return cookieVariants(name, value);
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
