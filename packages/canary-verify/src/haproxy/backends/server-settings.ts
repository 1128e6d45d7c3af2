import { valuesAfter } from './server-keywords.js';

/** The settings of a server, from `default-server` and its own line. */
export interface ServerSettings {
  weight: number;
  backup: boolean;
  disabled: boolean;
  cookie: string | null;
  resolvers: string | null;
  /** SRV records' weights are left alone: `resolve-opts ignore-weight`. */
  ignoreDnsWeight: boolean;
  slowstartSeconds: number | null;
  maxconn: number | null;
  id: number | null;
  /** An agent may tell another weight. */
  agent: boolean;
  /** Words that are not known here, or values that HAProxy refuses; after them nothing is sure. */
  unread: readonly string[];
}

/** Before any line has spoken. */
export const PLAIN: ServerSettings = {
  weight: 1,
  backup: false,
  disabled: false,
  cookie: null,
  resolvers: null,
  ignoreDnsWeight: false,
  slowstartSeconds: null,
  maxconn: null,
  id: null,
  agent: false,
  unread: [],
};

/** Adds what the words say, in their order (configuration manual, section 5.2). */
export function withSettings(before: ServerSettings, words: readonly string[]): ServerSettings {
  let settings = before;
  for (let at = 0; at < words.length; ) {
    const word = words[at] ?? '';
    const count = valuesAfter(word);
    const value = words[at + 1];
    if (count === null || (count === 1 && value === undefined))
      return { ...settings, unread: [...settings.unread, word] };
    settings = changed(settings, word, value ?? '');
    at += 1 + count;
  }
  return settings;
}

function changed(settings: ServerSettings, word: string, value: string): ServerSettings {
  const change = CHANGES[word]?.(value);
  if (change === undefined) return settings;
  if (change !== null) return { ...settings, ...change };
  return { ...settings, unread: [...settings.unread, `${word} ${value}`] };
}

/** The settings that each word changes; null if HAProxy refuses the value. Other words do not matter here. */
const CHANGES: Record<string, (value: string) => Partial<ServerSettings> | null> = {
  weight: (value) => whole(value, 256, (weight) => ({ weight })),
  backup: () => ({ backup: true }),
  'no-backup': () => ({ backup: false }),
  disabled: () => ({ disabled: true }),
  enabled: () => ({ disabled: false }),
  cookie: (cookie) => ({ cookie }),
  resolvers: (resolvers) => ({ resolvers }),
  'resolve-opts': (value) => (value.split(',').includes('ignore-weight') ? { ignoreDnsWeight: true } : {}),
  slowstart: (value) => {
    const slowstart = seconds(value);
    return slowstart === null ? null : { slowstartSeconds: slowstart === 0 ? null : Math.ceil(slowstart) };
  },
  maxconn: (value) => whole(value, Number.MAX_SAFE_INTEGER, (maxconn) => ({ maxconn: maxconn || null })),
  id: (value) => whole(value, Number.MAX_SAFE_INTEGER, (id) => ({ id })),
  'agent-check': () => ({ agent: true }),
  'no-agent-check': () => ({ agent: false }),
};

function whole<T>(value: string, most: number, then: (number: number) => T): T | null {
  return /^\d{1,15}$/.test(value) && Number(value) <= most ? then(Number(value)) : null;
}

const UNITS: Record<string, number> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600, d: 86_400 };

/**
 * A time in seconds; without a unit it is in milliseconds (configuration manual, "Time format"). Null if it is not
 * one.
 */
export function seconds(text: string): number | null {
  const [, number, written = 'ms'] = /^(\d{1,15})(us|ms|s|m|h|d)?$/.exec(text) ?? [];
  return number === undefined ? null : Number(number) * (UNITS[written] ?? 1);
}
