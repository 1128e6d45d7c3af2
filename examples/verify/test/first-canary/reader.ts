import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { changed, type ShownCommand, type Step } from './page.js';

/** Words of the page, and what stands for them here: ports and names that are free on this machine. */
export type Replacements = Readonly<Record<string, string>>;

/** How a command ends that says this word first. Every other one must end with 0. */
const EXIT_CODES: readonly [RegExp, number][] = [
  [/^✘ differs/m, 1],
  [/^\? undecided/m, 2],
  [/unmeasured/m, 3],
  [/^ {2}✘|^✘/m, 1],
];

/** Does what the page says, step by step, in a folder with a copy of the repository's files. */
export class Reader {
  #folder: string;
  readonly #root: string;
  readonly #replacements: Replacements;
  readonly #env: Record<string, string | undefined>;

  constructor(root: string, replacements: Replacements, env: Readonly<Record<string, string>>) {
    this.#root = root;
    this.#folder = root;
    this.#replacements = replacements;
    this.#env = { ...process.env, ...env };
  }

  async follow(step: Step): Promise<void> {
    if (step.kind === 'command') return this.#type(step);
    const file = join(this.#root, step.file);
    writeFileSync(file, changed(readFileSync(file, 'utf8'), step));
  }

  /** Runs a command whatever it says: for the clean-up. */
  async run(command: string): Promise<{ exitCode: number | null; output: string }> {
    const child = spawn('bash', ['-c', command], { cwd: this.#folder, env: this.#env });
    child.stdin.end();
    const ended = new Promise<number | null>((done) => child.once('close', done));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { exitCode: await ended, output: out + err };
  }

  async #type({ command, says }: ShownCommand): Promise<void> {
    const [, folder] = /^cd (\S+)$/.exec(command) ?? [];
    if (folder !== undefined) this.#folder = resolve(this.#folder, folder);
    const [, name = '', value] = /^export (\w+)=(\S+)$/.exec(command) ?? [];
    if (value !== undefined) this.#env[name] = this.#replaced(value);
    if (folder !== undefined || value !== undefined) return;

    const { exitCode, output } = await this.run(this.#replaced(command));
    const found = withoutFigures(output);
    for (const line of says)
      expect(found, `${command}\n${output}`).toContain(withoutFigures(this.#replaced(line)));
    const [, expected] = EXIT_CODES.find(([word]) => word.test(says.join('\n'))) ?? [null, 0];
    expect(exitCode, `${command}\n${output}`).toBe(expected);
  }

  #replaced(words: string): string {
    return Object.entries(this.#replacements).reduce((line, [from, to]) => line.replaceAll(from, to), words);
  }
}

/** Measured figures differ from run to run: those with decimals, counts of requests, and the spaces that align them. */
function withoutFigures(output: string): string {
  return output
    .replace(/\d[\d,]*\.\d+(?= (%|s\b))/g, '#')
    .replace(/\b[\d,]+ requests\b/g, '# requests')
    .replace(/\b[\d,]+(?= (in # s|failed|× HTTP))/g, '#')
    .replace(/(Non-2xx responses:) +\d+/g, '$1 #')
    .replace(/^ {2}(stable|canary) +[\d,]+ +/gm, '  $1 # ')
    .replace(/ +/g, ' ');
}
