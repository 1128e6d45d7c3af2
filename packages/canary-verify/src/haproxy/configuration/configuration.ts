/** Where a line stands; lines count from 1. */
export interface Place {
  file: string;
  line: number;
}

/** One line of a configuration, split into words as HAProxy does: quotes, escapes and variables are resolved. */
export interface ConfigLine {
  words: readonly [string, ...string[]];
  place: Place;
}

/** A section with its own lines, without those of the defaults that it inherits. */
export interface Section {
  /** `global`, `defaults`, `frontend`, `listen`, `backend`, `resolvers`, or another word of HAProxy's. */
  kind: string;
  /** Null: it has none, as `global` and anonymous `defaults`. */
  name: string | null;
  /** For proxies: the `defaults` section whose lines come before its own. */
  defaults: Section | null;
  lines: readonly ConfigLine[];
  place: Place;
}

/** Something that could not be read or decided, in words a user understands. Nothing is claimed of what depends on it. */
export interface Remark {
  place: Place;
  /** The line or its part, as it stands there. */
  text: string;
  /** Why: `converter "lua.pick" is not known here`. */
  why: string;
}

/** A configuration as it stands in its files, in their order. */
export interface HaproxyConfig {
  sections: readonly Section[];
  remarks: readonly Remark[];
}

/** One file of a configuration. */
export interface ConfigSource {
  file: string;
  text: string;
}
