import { masked } from './masked.js';

/** An option that cannot be used as it stands. Nothing has been sent. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** The option's name in the library; the command line writes it in kebab case behind two dashes. */
  readonly option: string;
  /** The expected value, the value that came, and often the cure. Other options stand between backticks. */
  readonly problem: string;

  constructor(option: string, problem: string) {
    super(`${option} ${problem}`);
    this.option = option;
    this.problem = problem;
  }
}

/** Why the file system refused: "ENOENT: no such file or directory". */
export function fileProblem(error: unknown): string {
  const [reason = 'unusable'] = error instanceof Error ? error.message.split(', ') : [];
  return reason;
}

/** Quotes what came, shortened and free of control characters and secrets, to be shown in a message. */
export function quoted(received: unknown): string {
  const text = masked(typeof received === 'string' ? received : String(received));
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
