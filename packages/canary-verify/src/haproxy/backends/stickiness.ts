import type { ConfigLine } from '../configuration/configuration.js';
import { modeOf } from './balance.js';
import type { Balance, Stickiness } from './server-pool.js';

/** The settings that send clients back to their previous server, from the lines of a proxy. */
export function stickinessOf(lines: readonly ConfigLine[], balance: Balance | null): Stickiness[] {
  return [
    ...cookie(lines),
    ...lines.flatMap(stickRule),
    ...lines.flatMap(rdpCookie),
    ...hash(balance),
    ...lastServer(lines),
  ];
}

function cookie(lines: readonly ConfigLine[]): Stickiness[] {
  const line = lines.findLast(({ words }) => words[0] === 'cookie');
  const name = line?.words[1];
  // HAProxy ignores cookies where it does not read HTTP.
  if (line === undefined || name === undefined || modeOf(lines) !== 'http') return [];
  return [{ kind: 'cookie', key: name, place: line.place }];
}

/** `stick on src` looks up and learns, `stick match` looks up; `stick store-request` alone sends nobody anywhere. */
function stickRule({ words: [first, how, key], place }: ConfigLine): Stickiness[] {
  const looksUp = first === 'stick' && (how === 'on' || how === 'match') && key !== undefined;
  return looksUp ? [{ kind: 'stick-table', key, place }] : [];
}

function rdpCookie({ words: [first, what = ''], place }: ConfigLine): Stickiness[] {
  const [, name = 'msts'] = /^rdp-cookie(?:\((.*)\))?$/.exec(what) ?? [];
  return first === 'persist' ? [{ kind: 'rdp-cookie', key: name, place }] : [];
}

function hash(balance: Balance | null): Stickiness[] {
  if (balance === null || balance.place === null || balance.weights !== 'of-keys') return [];
  const key = balance.algorithm === 'source' ? 'src' : balance.text.replace(/^balance\s+(?:hash\s+)?/, '');
  return [{ kind: 'hash', key, place: balance.place }];
}

function lastServer(lines: readonly ConfigLine[]): Stickiness[] {
  const line = lines.findLast(
    ({ words }) => words.includes('prefer-last-server') && words.includes('option'),
  );
  return line?.words[0] === 'option' ? [{ kind: 'last-server', key: '', place: line.place }] : [];
}
