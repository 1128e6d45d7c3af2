import { readFileSync } from 'node:fs';
import { pathOf } from '../documented.js';

/** What a reader does next. */
export type Step = ChangedFile | ShownCommand;

/** A file to change: lines that go, and lines that come in their place. */
export interface ChangedFile {
  kind: 'change';
  file: string;
  diff: readonly string[];
}

/** A command to type, and lines of its output. */
export interface ShownCommand {
  kind: 'command';
  command: string;
  says: readonly string[];
}

/** A chapter of the page. */
export interface Chapter {
  title: string;
  steps: readonly Step[];
}

/** The chapters of packages/canary-verify/docs/first-canary.md that have steps. */
export function readChapters(): readonly Chapter[] {
  const text = readFileSync(pathOf('packages/canary-verify/docs/first-canary.md'), 'utf8');
  return text
    .split(/^## /m)
    .map((part) => ({ title: part.slice(0, part.indexOf('\n')), steps: readSteps(part) }))
    .filter(({ steps }) => steps.length > 0);
}

function readSteps(text: string): Step[] {
  const blocks = text.matchAll(/(?:<!-- (\S+) -->\n)?```(sh|console|diff)\n([\s\S]*?)\n```/g);
  return [...blocks].flatMap(([, file = '', language, body = '']): Step[] => {
    const lines = body.split('\n');
    if (language === 'diff') return [{ kind: 'change', file, diff: lines }];
    if (language === 'sh') return lines.map((command) => ({ kind: 'command', command, says: [] }));
    return body
      .split(/^\$ /m)
      .slice(1)
      .map((one) => {
        const [command = '', ...says] = one.trimEnd().split('\n');
        return { kind: 'command', command, says };
      });
  });
}

/** The text after the change. A line without a sign stays, and what comes is put before it or in the place of what goes. */
export function changed(text: string, { file, diff }: ChangedFile): string {
  const kept = diff.filter((line) => line.startsWith(' ')).map((line) => line.slice(1));
  const coming = (lines: readonly string[]) =>
    lines.filter((line) => line.startsWith('+')).map((line) => `${line.slice(1)}\n`);
  if (kept.length > 0) {
    const [place = ''] = kept;
    return replaced(text, `${place}\n`, `${coming(diff).join('')}${place}\n`, file);
  }
  let result = text;
  diff.forEach((line, index) => {
    if (!line.startsWith('-')) return;
    result = replaced(result, `${line.slice(1)}\n`, coming(diff.slice(index + 1, index + 2)).join(''), file);
  });
  return result;
}

function replaced(text: string, from: string, to: string, file: string): string {
  const parts = text.split(from);
  if (parts.length !== 2)
    throw new Error(
      `${file} must have the line ${JSON.stringify(from)} once; it is there ${parts.length - 1} times`,
    );
  return parts.join(to);
}
