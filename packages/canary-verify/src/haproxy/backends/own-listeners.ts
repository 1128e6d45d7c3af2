import type { HaproxyConfig } from '../configuration/configuration.js';
import { proxyLines } from '../configuration/proxy-lines.js';

/** An address that a proxy of the configuration listens on. */
interface Listener {
  proxy: string;
  socket: Socket;
}

/** What an address of a `bind` or a `server` names. */
type Socket =
  | { family: 'file' | 'abstract'; name: string }
  | { family: 'ip'; host: string; first: number; last: number };

/**
 * Finds the proxy of the same configuration that a server's address leads to: HAProxy often speaks to itself, over a socket or
 * over loopback, between two layers of rules. Another machine may have the same port, so an address counts as its own when it
 * is one of loopback, or the very one of a `bind` line.
 */
export function ownListeners(config: HaproxyConfig): (address: string) => string | null {
  const listeners = config.sections
    .filter(({ kind }) => kind === 'frontend' || kind === 'listen')
    .flatMap((section): Listener[] =>
      proxyLines(section)
        .filter(({ words }) => words[0] === 'bind')
        .flatMap(({ words: [, addresses = ''] }) => addresses.split(','))
        .flatMap((address) => {
          const socket = socketOf(address);
          return socket === null || section.name === null ? [] : [{ proxy: section.name, socket }];
        }),
    );
  const single = new Map<string | number, Listener[]>();
  const ranges: Listener[] = [];
  for (const listener of listeners) {
    const key = keyOf(listener.socket);
    if (isRange(listener.socket)) ranges.push(listener);
    else single.set(key, [...(single.get(key) ?? []), listener]);
  }
  return (address) => {
    const asked = socketOf(address) ?? anyPortOf(address);
    if (asked === null) return null;
    const possible = isRange(asked) ? listeners : [...(single.get(keyOf(asked)) ?? []), ...ranges];
    return possible.find(({ socket }) => leadsTo(asked, socket))?.proxy ?? null;
  };
}

function isRange(socket: Socket): boolean {
  return socket.family === 'ip' && socket.first !== socket.last;
}

/** What two sockets must have in common: large configurations have thousands of each. */
function keyOf(socket: Socket): string | number {
  return socket.family === 'ip' ? socket.first : (socket.name.split('/').at(-1) ?? '');
}

/** Null for families that are not compared, and for names without a port. */
function socketOf(address: string): Socket | null {
  const [, family = '', rest = ''] = /^(?:([a-z0-9+]+)@)?(.*)$/i.exec(address) ?? [];
  if (family === 'unix' || (family === '' && rest.startsWith('/'))) return { family: 'file', name: rest };
  if (family === 'abns' || family === 'abnsz') return { family: 'abstract', name: rest };
  if (family !== '' && family !== 'ipv4' && family !== 'ipv6') return null;
  const [, host = '', first = '', last = first] = /^(.*):(\d{1,5})(?:-(\d{1,5}))?$/.exec(rest) ?? [];
  return first === '' ? null : { family: 'ip', host: hostOf(host), first: Number(first), last: Number(last) };
}

/** Without a port, or with an offset (`127.0.0.1:+1`), a server has one that the client's port decides; null for names. */
function anyPortOf(address: string): Socket | null {
  const [, host = ''] = /^(?:ipv[46]@)?(.*?)(?::[+-]\d+|:)?$/.exec(address) ?? [];
  if (hostOf(host) !== 'loopback') return null;
  return { family: 'ip', host: 'loopback', first: 0, last: 65_535 };
}

const ANY = new Set(['', '*', '0.0.0.0', '::']);

/** Loopback has several names. */
function hostOf(host: string): string {
  const plain = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (plain === 'localhost' || plain === '::1' || /^127(?:\.\d+){3}$/.test(plain)) return 'loopback';
  return ANY.has(plain) ? '*' : plain;
}

/** A path may be longer on one side: `unix-bind prefix` is for binds alone, and behind `chroot` a server's path begins anew. */
function isSameName(one: string, other: string): boolean {
  return one.endsWith(other) || other.endsWith(one);
}

function leadsTo(asked: Socket, bound: Socket): boolean {
  if (asked.family !== 'ip' || bound.family !== 'ip')
    return asked.family !== 'ip' && asked.family === bound.family && isSameName(asked.name, bound.name);
  if (asked.last < bound.first || asked.first > bound.last) return false;
  // A server at 0.0.0.0 is the address that the client asked for, or another one that a rule sets.
  if (asked.host === '*') return false;
  return asked.host === bound.host || (asked.host === 'loopback' && bound.host === '*');
}
