import { createContext, Script } from 'node:vm';

/**
 * How long one match may take, in milliseconds of the clock on the wall. A pattern that is fit for its texts takes a
 * thousandth of it, but a busy machine may let it wait.
 */
const MOST_MATCH_MS = 250;

/** After so many texts that took too long, no other is tried: each would hold up the run, and Ctrl-C with it. */
const MOST_GIVEN_UP = 4;

/** Finds what a pattern says of a text: its first group or, without one, the whole of it; null when it does not match. */
export type TextMatch = (text: string) => string | null;

/**
 * A pattern can take years on a text made for it. No check of the pattern finds all such (back-references see to that) and
 * no limit to the text is short enough, so the time is limited: V8 looks for interruptions while it goes back and forth,
 * and `vm` has the only interruption that there is within a thread. A text that takes too long does not match.
 *
 * @throws SyntaxError when it is no regular expression of JavaScript's.
 */
export function textMatch(pattern: string): TextMatch {
  const context = createContext({ pattern: new RegExp(pattern), text: '' });
  const script = new Script('pattern.exec(text)');
  let givenUp = 0;
  return (text) => {
    if (givenUp >= MOST_GIVEN_UP) return null;
    context.text = text;
    try {
      const found: RegExpExecArray | null = script.runInContext(context, { timeout: MOST_MATCH_MS });
      return found === null ? null : (found[1] ?? found[0]);
    } catch {
      givenUp++;
      return null;
    }
  };
}
