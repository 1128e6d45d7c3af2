import { isIP } from 'node:net';
import { constants } from 'node:os';
import type { Track } from './identity.js';
import { type LeaveHooks, MOMENTS } from './leaving/hooks.js';
import { isGroup, type Kind } from './option-reader.js';
import type { Probe } from './readiness.js';
import type { LeveledLogger, LogFunction } from './seen/log.js';

/** A name that Consul's DNS can answer for. Other names are registered, but never found. */
export const dnsLabel: Kind<string> = {
  wants: 'a DNS label: 1 to 63 letters, digits and dashes',
  read: (value) => matching(value, /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i),
};

/** A text that may stand in a header and in a path. */
export const token: Kind<string> = {
  wants: 'up to 128 printable ASCII characters without spaces or slashes',
  read: (value) => matching(value, /^[!-.0-~]{1,128}$/),
};

/** A service id in Consul. Dots alone would lead to another path of its API. */
export const serviceId: Kind<string> = {
  wants: `${token.wants}, and more than dots`,
  read: (value) => (/^\.+$/.test(String(value)) ? undefined : token.read(value)),
};

export const track: Kind<Track> = {
  wants: '"stable" or "canary"',
  read: (value) => (value === 'stable' || value === 'canary' ? value : undefined),
};

/** Host name or IP address, without a port. */
export const host: Kind<string> = {
  wants: 'a host name or an IP address without a port',
  read(value) {
    // Numbers with dots in between are not a name: whatever looks like an address must be one.
    if (typeof value === 'string' && (value.includes(':') || /^[\d.]+$/.test(value)))
      return isIP(value) === 0 || value.includes('%') ? undefined : value;
    return matching(value, HOST_NAME);
  },
};

/** Labels of up to 63 characters, 253 in all. Docker's names have underscores. */
const HOST_NAME = /^(?=.{1,253}$)(?:(?:^|\.)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)+$/i;

/** An IP address of one family that others can go to. */
export function ipAddress(family: 4 | 6): Kind<string> {
  return {
    wants: `an IPv${family} address that others can go to`,
    read: (value) =>
      typeof value === 'string' && isIP(value) === family && !isAnyAddress(value) ? value : undefined,
  };
}

/** Addresses that mean "any", which one may listen at but not go to. */
const ANY = /^(?:0+(?:\.0+){3}|[0:]*:[0:]*|::ffff:0+(?:\.0+){3})$/i;

/** Host name or IP address that others can go to. */
export const reachableHost: Kind<string> = {
  wants: 'a host name or an IP address that others can go to, without a port',
  read: (value) => (typeof value === 'string' && isAnyAddress(value) ? undefined : host.read(value)),
};

/** Whether an address means all addresses of this machine. */
export function isAnyAddress(address: string): boolean {
  return ANY.test(address);
}

/** Functions by name. */
export const probes: Kind<Readonly<Record<string, Probe>>> = {
  wants: 'functions by name, such as { redis: () => redis.ping() }',
  read: (value) =>
    isGroup(value) && Object.values(value).every((probe) => typeof probe === 'function')
      ? (value as Record<string, Probe>)
      : undefined,
};

/** Functions for some of the moments of leaving. */
export const leaveHooks: Kind<LeaveHooks> = {
  wants: 'functions for `before`, `drained` or `end`',
  read: (value) =>
    isGroup(value) &&
    Object.entries(value).every(
      ([moment, hook]) =>
        hook === undefined || (typeof hook === 'function' && (MOMENTS as readonly string[]).includes(moment)),
    )
      ? (value as LeaveHooks)
      : undefined,
};

/** Something to log with. Whether it takes what it will be given, a first line tells. */
export const logger: Kind<LogFunction | LeveledLogger> = {
  wants: 'a function or a logger with info, warn and error',
  read: (value) =>
    typeof value === 'function' || hasLevels(value) ? (value as LogFunction | LeveledLogger) : undefined,
};

export const yesOrNo: Kind<boolean> = {
  wants: 'true or false',
  read: (value) => (typeof value === 'boolean' ? value : undefined),
};

export function wholeNumber(least: number, most: number): Kind<number> {
  return {
    wants: `a whole number from ${least} to ${most}`,
    read(value) {
      const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
      return Number.isInteger(number) && (number as number) >= least && (number as number) <= most
        ? (number as number)
        : undefined;
    },
  };
}

/** Signals to listen to, or false for none. Nobody can listen to SIGKILL and SIGSTOP. */
export const signals: Kind<readonly NodeJS.Signals[]> = {
  wants: 'false or a list of signals such as ["SIGTERM", "SIGINT"]',
  read(value) {
    if (value === false) return [];
    return Array.isArray(value) && value.every(isCatchable) ? value : undefined;
  },
};

/** Whether a function takes what it will be given, only the compiler can say. */
export function aFunction<F extends (...args: never[]) => unknown>(): Kind<F> {
  return {
    wants: 'a function',
    read: (value) => (typeof value === 'function' ? (value as F) : undefined),
  };
}

function isCatchable(signal: unknown): boolean {
  return String(signal) in constants.signals && signal !== 'SIGKILL' && signal !== 'SIGSTOP';
}

function hasLevels(value: unknown): boolean {
  const { info, warn, error } = (value ?? {}) as Record<string, unknown>;
  return [info, warn, error].every((level) => typeof level === 'function');
}

function matching(value: unknown, pattern: RegExp): string | undefined {
  return typeof value === 'string' && pattern.test(value) ? value : undefined;
}
