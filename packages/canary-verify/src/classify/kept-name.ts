import { createHash } from 'node:crypto';

/** A longer name is shortened, in characters: a host name has at most 253, and a run may keep 10,000 names. */
const LONGEST_NAME = 256;

/** How much of a shortened name stays readable, and how many hexadecimal digits tell it from others that begin alike. */
const READABLE = 200;
const DIGITS = 32;

/**
 * A name that a server gave, to be kept: a long one becomes its beginning and a digest of the whole, so that names which
 * differ stay different. It holds no part of the text that it was cut out of.
 */
export function keptName(name: string): string {
  if (name.length <= LONGEST_NAME) return copied(name);
  const digest = createHash('sha256').update(name).digest('hex').slice(0, DIGITS);
  return copied(`${name.slice(0, READABLE).replace(/[\ud800-\udbff]$/, '')}…${digest}`);
}

/** A part of a text keeps the whole text in memory; V8 makes a short part a text of its own. */
function copied(text: string): string {
  return text.length <= SHORTEST_SLICE ? text : JSON.parse(JSON.stringify(text));
}

/** The length of V8's shortest sliced string, less one. */
const SHORTEST_SLICE = 12;
