import type { Operand } from './command.js';

/** What stands before the options of `share`: the share to set, if one is, and the URL. */
export interface ShareOperands {
  /** Null: the share is read. */
  share: string | null;
  url: string | undefined;
}

/** The first word is a share if it is written as one: "10%", "0.1". */
export function readShareOperands([first, ...rest]: readonly string[]): ShareOperands {
  if (first !== undefined && /^[\d.]+\s*%?$/.test(first) && !/^\d+\.\d+\.\d/.test(first))
    return { share: first, url: rest[0] };
  return { share: null, url: first };
}

export function takesUrl({ kind }: Operand): boolean {
  return kind === 'url' || kind === 'share and url';
}

/** The URL among the operands of a command that takes one. */
export function urlIn({ kind }: Operand, operands: readonly string[]): string | undefined {
  return kind === 'share and url' ? readShareOperands(operands).url : operands[0];
}
