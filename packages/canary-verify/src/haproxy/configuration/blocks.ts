import { type Circumstances, decideCondition } from './condition.js';

/** One `.if` with its branches, up to `.endif`. Null if it cannot be told. */
interface Block {
  /** Whether the condition of a branch before this one holds. */
  earlier: boolean | null;
  /** Whether the condition of this branch holds. */
  holds: boolean | null;
  /** Why one of both cannot be told. */
  why: string;
  elseSeen: boolean;
}

/** HAProxy's MAXNESTEDCONDS. */
const DEEPEST = 100;

/** The conditional blocks around the line that is being read (configuration manual, section 2.4). */
export class Blocks {
  readonly #open: Block[] = [];
  readonly #circumstances: Circumstances;

  constructor(circumstances: Circumstances) {
    this.#circumstances = circumstances;
  }

  /** The line is in a branch that HAProxy does not read. */
  get skipped(): boolean {
    return this.#open.some(isSkipped);
  }

  /** The reason why HAProxy may not read the line; null if it does. */
  get doubt(): string | null {
    return this.#open.find(({ earlier, holds }) => earlier === null || holds === null)?.why ?? null;
  }

  get unfinished(): boolean {
    return this.#open.length > 0;
  }

  /**
   * Obeys `.if`, `.elif`, `.else` or `.endif`.
   *
   * @param doubt why the words after it are not sure.
   * @returns the problem with it; null if there is none.
   */
  obey(directive: string, words: readonly string[], doubt: string | null): string | null {
    if (directive === '.if') return this.#begin(words, doubt);
    const block = this.#open.at(-1);
    if (block === undefined) return `no .if comes before this ${directive}`;
    if (directive !== '.endif') return this.#turn(block, directive, { words, doubt });
    this.#open.pop();
    return null;
  }

  #begin(words: readonly string[], doubt: string | null): string | null {
    const needless = this.skipped;
    const block: Block = { earlier: false, holds: false, why: '', elseSeen: false };
    this.#open.push(block);
    if (this.#open.length >= DEEPEST) return lose(block, `HAProxy refuses ${DEEPEST} .if within each other`);
    return needless ? null : this.#decide(block, { words, doubt });
  }

  /** Goes from one branch to the next. */
  #turn(block: Block, directive: string, condition: Condition): string | null {
    if (block.elseSeen) return lose(block, `HAProxy refuses ${directive} after .else`);
    block.elseSeen = directive === '.else';
    if (block.holds !== false && block.earlier !== true) block.earlier = block.holds;
    block.holds = block.elseSeen;
    const needless = block.elseSeen || block.earlier === true || this.#open.slice(0, -1).some(isSkipped);
    return needless ? null : this.#decide(block, condition);
  }

  #decide(block: Block, { words, doubt }: Condition): string | null {
    if (doubt !== null) return lose(block, doubt);
    const { holds, why } = decideCondition(words, this.#circumstances);
    if (holds === null) return lose(block, why);
    block.holds = holds;
    return null;
  }
}

interface Condition {
  words: readonly string[];
  doubt: string | null;
}

function isSkipped({ earlier, holds }: Block): boolean {
  return earlier === true || holds === false;
}

/** Nothing is known of the branch any more. */
function lose(block: Block, why: string): string {
  block.holds = null;
  block.why = why;
  return why;
}
