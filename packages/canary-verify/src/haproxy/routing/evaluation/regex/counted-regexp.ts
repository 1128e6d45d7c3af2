import { type BeginsAt, goBack } from './go-back.js';
import { mayMatch } from './may-match.js';
import type { Program } from './program.js';

/** A match, null if there is none, and undefined where it is not told. */
export type Found = RegExpExecArray | null | undefined;

/** After so many texts that took too long, it is only asked whether there is a match at all: a configuration may ask about many. */
const MOST_GIVEN_UP = 3;

/**
 * A regular expression that counts its steps. HAProxy's library goes back and forth, and gives up after ten million steps; HAProxy
 * takes that for no match. So where it may give up, only that there is no match is certain.
 */
export class CountedRegExp extends RegExp {
  readonly #program: Program;
  #givenUp = 0;

  constructor(pattern: string, flags: '' | 'i', program: Program) {
    super(pattern, flags);
    this.#program = program;
  }

  /** The first match in a text. */
  find(text: string): Found {
    const places = this.#givenUp < MOST_GIVEN_UP ? goBack(this.#program, text) : undefined;
    if (places !== undefined) return places === null ? null : matchOf(text, places);
    this.#givenUp++;
    return mayMatch(this.#program, text) === false ? null : undefined;
  }
}

function matchOf(text: string, places: BeginsAt): RegExpExecArray {
  const groups: (string | undefined)[] = [];
  for (let slot = 0; slot < places.length; slot += 2) {
    const [from = -1, to = -1] = [places[slot], places[slot + 1]];
    groups.push(from === -1 || to === -1 ? undefined : text.slice(from, to));
  }
  return Object.assign(groups as RegExpExecArray, { index: places[0] ?? 0, input: text });
}
