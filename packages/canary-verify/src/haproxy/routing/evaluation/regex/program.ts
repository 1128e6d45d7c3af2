import { type LetterTest, letterTest } from './letter-test.js';
import type { PatternPart } from './read-pattern.js';

/** A step of a program (Thompson 1968; Cox, "Regular Expression Matching: the Virtual Machine Approach"). */
export type Step =
  | { kind: 'letter'; test: LetterTest }
  | { kind: 'match' }
  | PlaceStep
  /** Notes the place in the text. */
  | { kind: 'note'; slot: number }
  /** Goes on at each of these steps, the first one first. */
  | { kind: 'either'; first: number; second: number }
  | { kind: 'jump'; to: number };

/** Steps that find a match, and the number of places that they note: two for each group and for the whole. */
export interface Program {
  steps: readonly Step[];
  slots: number;
}

/** A step that takes no letter, and holds at some places of a text. */
export type PlaceStep = { kind: 'begin' | 'end' } | { kind: 'boundary'; holds: boolean };

export function holdsAt(step: PlaceStep, text: string, at: number): boolean {
  switch (step.kind) {
    case 'begin':
      return at === 0;
    case 'end':
      return at === text.length;
    case 'boundary':
      return (isWord(text[at - 1]) !== isWord(text[at])) === step.holds;
  }
}

function isWord(letter: string | undefined): boolean {
  return letter !== undefined && /\w/.test(letter);
}

/** Patterns that become longer programs are not understood: `[a-z]{999}` alone is 999 steps. */
const MOST_STEPS = 10_000;

/** The program of a pattern; null if it is too long, or JavaScript cannot tell what one of its letters means. */
export function compiled(pattern: PatternPart, flags: '' | 'i'): Program | null {
  const writer = new Writer(flags);
  writer.write({ kind: 'group', number: 0, part: pattern });
  if (writer.tooLong || writer.strange) return null;
  return { steps: [...writer.steps, { kind: 'match' }], slots: writer.slots };
}

class Writer {
  readonly steps: Step[] = [];
  slots = 0;
  /** A letter is written in a way that JavaScript does not know. */
  strange = false;
  readonly #flags: '' | 'i';
  readonly #tests = new Map<string, LetterTest>();

  constructor(flags: '' | 'i') {
    this.#flags = flags;
  }

  get tooLong(): boolean {
    return this.steps.length > MOST_STEPS;
  }

  write(part: PatternPart): void {
    if (this.tooLong) return;
    switch (part.kind) {
      case 'letter':
        this.steps.push({ kind: 'letter', test: this.#testOf(part.source) });
        return;
      case 'begin':
      case 'end':
        this.steps.push({ kind: part.kind });
        return;
      case 'boundary':
        this.steps.push(part);
        return;
      case 'sequence':
        for (const one of part.parts) this.write(one);
        return;
      case 'choice':
        this.#choice(part.parts);
        return;
      case 'group':
        this.#group(part);
        return;
      case 'repeat':
        this.#repeat(part);
    }
  }

  #testOf(source: string): LetterTest {
    const known = this.#tests.get(source);
    if (known !== undefined) return known;
    const test = letterTest(source, this.#flags);
    if (test === null) this.strange = true;
    const meant = test ?? (() => false);
    this.#tests.set(source, meant);
    return meant;
  }

  #choice(parts: readonly PatternPart[]): void {
    const [first, ...others] = parts;
    if (first === undefined) return;
    if (others.length === 0) {
      this.write(first);
      return;
    }
    const either = this.#push({ kind: 'either', first: this.steps.length + 1, second: 0 });
    this.write(first);
    const jump = this.#push({ kind: 'jump', to: 0 });
    either.second = this.steps.length;
    this.#choice(others);
    jump.to = this.steps.length;
  }

  #group({ number, part }: Extract<PatternPart, { kind: 'group' }>): void {
    if (number === null) {
      this.write(part);
      return;
    }
    this.slots = Math.max(this.slots, 2 * number + 2);
    this.steps.push({ kind: 'note', slot: 2 * number });
    this.write(part);
    this.steps.push({ kind: 'note', slot: 2 * number + 1 });
  }

  #repeat({ part, least, most, greedy }: Extract<PatternPart, { kind: 'repeat' }>): void {
    for (let count = 0; count < least; count++) this.write(part);
    if (most === Number.POSITIVE_INFINITY) {
      const leave = this.#mayLeave(greedy);
      const either = this.steps.length - 1;
      this.write(part);
      this.#push({ kind: 'jump', to: either });
      leave();
      return;
    }
    const leaves: (() => void)[] = [];
    for (let count = least; count < most && !this.tooLong; count++) {
      leaves.push(this.#mayLeave(greedy));
      this.write(part);
    }
    for (const leave of leaves) leave();
  }

  /** Writes a step that goes on, or leaves to the place that is the next one when the returned function is called. */
  #mayLeave(greedy: boolean): () => void {
    const next = this.steps.length + 1;
    const either = this.#push({ kind: 'either', first: next, second: next });
    return () => {
      either[greedy ? 'second' : 'first'] = this.steps.length;
    };
  }

  #push<One extends Step>(step: One): One {
    this.steps.push(step);
    return step;
  }
}
