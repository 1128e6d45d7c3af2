import type { ConfigLine } from '../configuration/configuration.js';
import { type ServerSettings, withSettings } from './server-settings.js';

/** A `server` or `server-template` line, and what holds for it. */
export interface ServerLine {
  name: string;
  slots: { first: number; last: number } | null;
  address: string;
  settings: ServerSettings;
  line: ConfigLine;
}

/** `20`: from 1 to 20; `3-5`. */
const RANGE = /^(\d{1,6})(?:-(\d{1,6}))?$/;

/** Reads the line with what `default-server` says before it. Null if HAProxy would refuse it. */
export function serverLine(line: ConfigLine, defaults: ServerSettings): ServerLine | null {
  const [directive, name, ...others] = line.words;
  const template = directive === 'server-template';
  const slots = template ? slotNumbers(others.shift() ?? '') : null;
  const [address, ...words] = others;
  if (name === undefined || address === undefined || (template && slots === null)) return null;
  return { name, slots, address, settings: withSettings(defaults, words), line };
}

function slotNumbers(range: string): { first: number; last: number } | null {
  const [, low, high] = RANGE.exec(range) ?? [];
  if (low === undefined) return null;
  const slots =
    high === undefined ? { first: 1, last: Number(low) } : { first: Number(low), last: Number(high) };
  return slots.last < slots.first ? null : slots;
}

/** Whether the address is a service name, whose SRV records tell addresses, ports and weights. */
export function isServiceName(address: string): boolean {
  return address.startsWith('_');
}

/** Whether the address is a name, which `resolvers` would look up again and again. */
export function isHostName(address: string): boolean {
  if (/[/@]/.test(address)) return false;
  const host = address.replace(/:[+-]?\d*$/, '');
  return !/^[\d.]*$/.test(host) && !host.includes(':');
}
