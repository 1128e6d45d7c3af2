/**
 * The end of a text that goes on and on, such as what a process prints. It is cut only when it has become twice as long as what is
 * kept: cut each time, it would be copied as a whole with every line.
 */
export class EndOfText {
  readonly #most: number;
  #text = '';

  /** @param most the characters that are kept. */
  constructor(most: number) {
    this.#most = most;
  }

  add(text: string): void {
    this.#text += text;
    if (this.#text.length > 2 * this.#most) this.#text = this.text;
  }

  get text(): string {
    return this.#text.slice(-this.#most);
  }
}
