/** The place of a line; lines count from 1. */
export interface Place {
  file: string;
  /**
   * @asType integer
   * @minimum 1
   */
  line: number;
}

/** No line has it. */
export interface NoPlace {
  file: '';
  line: 0;
}

/** One line of a configuration, split into words as HAProxy does: quotes, escapes and variables are resolved. */
export interface ConfigLine {
  words: readonly [string, ...string[]];
  place: Place;
  /**
   * The reason why HAProxy may read other words here, or not this line at all: an `.if` that cannot be decided, a
   * variable that is not set here, a quote that is not closed. Nothing is claimed about such a line. Null if the
   * line is sure.
   */
  doubt: string | null;
}

/** A section with its own lines, without those of the defaults that it inherits. */
export interface Section {
  /** `global`, `defaults`, `frontend`, `listen`, `backend`, `resolvers`, or another word of HAProxy's. */
  kind: string;
  /** Null if it has no name, as `global` and anonymous `defaults`. */
  name: string | null;
  /** For proxies: the `defaults` section whose lines come before its own. */
  defaults: Section | null;
  lines: readonly ConfigLine[];
  place: Place;
  /** Why HAProxy may not have this section, as for a line. */
  doubt: string | null;
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
  /**
   * The version of the HAProxy that reads it, such as `3.0.11`; null if it is not known. Some defaults depend on
   * it.
   */
  version: string | null;
}

/** One file of a configuration. */
export interface ConfigSource {
  file: string;
  text: string;
}
