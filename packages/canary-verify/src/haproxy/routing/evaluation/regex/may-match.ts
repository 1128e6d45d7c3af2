import { holdsAt, type Program } from './program.js';

/** More is not looked at: steps of the program, for each letter of the text; about 0.03 s. */
const MOST_LOOKS = 3_000_000;

/**
 * Whether a text has a match at all: all ways are followed at once, so that it takes a time in proportion to the text. Undefined if
 * even that is too long.
 */
export function mayMatch(program: Program, text: string): boolean | undefined {
  if (program.steps.length * (text.length + 1) > MOST_LOOKS) return undefined;
  let now = new Ways(program, text);
  for (let at = 0; ; at++) {
    now.add(0, at);
    if (now.matched) return true;
    if (at === text.length) return false;
    now = now.after(text.charCodeAt(at), at + 1);
  }
}

/** The steps that have been reached at one place of the text. */
class Ways {
  matched = false;
  readonly #program: Program;
  readonly #text: string;
  readonly #seen: Uint8Array;
  readonly #letters: number[] = [];

  constructor(program: Program, text: string) {
    this.#program = program;
    this.#text = text;
    this.#seen = new Uint8Array(program.steps.length);
  }

  /** Adds a step, and all that follow from it without a letter. */
  add(first: number, at: number): void {
    const open = [first];
    for (let number = open.pop(); number !== undefined; number = open.pop()) {
      if (this.#seen[number] === 1) continue;
      this.#seen[number] = 1;
      const step = this.#program.steps[number] as Program['steps'][number];
      if (step.kind === 'match') this.matched = true;
      else if (step.kind === 'letter') this.#letters.push(number);
      else if (step.kind === 'either') open.push(step.first, step.second);
      else if (step.kind === 'jump') open.push(step.to);
      else if (step.kind === 'note' || holdsAt(step, this.#text, at)) open.push(number + 1);
    }
  }

  after(code: number, at: number): Ways {
    const next = new Ways(this.#program, this.#text);
    for (const number of this.#letters) {
      const step = this.#program.steps[number];
      if (step?.kind === 'letter' && step.test(code)) next.add(number + 1, at);
    }
    return next;
  }
}
