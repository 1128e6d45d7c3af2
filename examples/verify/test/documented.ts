import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A program that a page shows, and the file that it was cut from. */
export interface ShownProgram {
  file: string;
  code: string;
}

/** What a Markdown page shows to be typed or copied. */
export interface Documented {
  /** Lines of `sh` blocks. */
  commands: readonly string[];
  /** `ts` blocks that follow a comment with the name of their file. */
  programs: readonly ShownProgram[];
  /** `ts` blocks without such a comment: nothing proves that they work. */
  unproven: readonly string[];
}

/** Reads a page of the repository. */
export function documented(page: string): Documented {
  const text = readFileSync(pathOf(page), 'utf8');
  const blocks = [...text.matchAll(/(?:<!-- (\S+) -->\n)?```(\w+)\n([\s\S]*?)```/g)];
  const programs = blocks.filter(([, , language]) => language === 'ts');
  return {
    commands: blocks
      .filter(([, , language]) => language === 'sh')
      .flatMap(([, , , code = '']) => code.trim().split('\n')),
    programs: programs.flatMap(([, file, , code = '']) => (file === undefined ? [] : [{ file, code }])),
    unproven: programs.flatMap(([, file, , code = '']) => (file === undefined ? [code] : [])),
  };
}

/** A file of the repository, by its path from the root. */
export function pathOf(file: string): string {
  return fileURLToPath(new URL(`../../../${file}`, import.meta.url));
}
