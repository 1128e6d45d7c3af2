import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromRoot, run } from './run.js';

/** What TypeDoc writes about a symbol, as far as it is used. */
interface Reflection {
  name: string;
  variant?: string;
  kind: number;
  children?: Reflection[];
  signatures?: Reflection[];
  comment?: { blockTags?: { tag: string; content: { text: string }[] }[] };
}

/** TypeDoc's number for a function. */
const FUNCTION = 64;

const folder = mkdtempSync(join(tmpdir(), 'api-reference-'));
afterAll(() => rmSync(folder, { recursive: true }));

let packages: Reflection[] = [];
beforeAll(async () => {
  const file = join(folder, 'api.json');
  const typedoc = ['npx', 'typedoc', '--json', file, '--logLevel', 'Warn'] as const;
  // Warnings are errors here: a public name without a comment, a link that leads nowhere.
  expect(await run(typedoc, fromRoot('.'))).toMatchObject({ exitCode: 0 });
  packages = (JSON.parse(readFileSync(file, 'utf8')) as Reflection).children ?? [];
});

function functionsOf(entry: string): Reflection[] {
  const all = packages.flatMap(({ children = [] }) => children);
  const module = all.find(({ name }) => name === entry);
  return (module?.children ?? []).filter(({ kind }) => kind === FUNCTION);
}

function exampleOf({ signatures: [signature] = [] }: Reflection): string {
  const tag = signature?.comment?.blockTags?.find((one) => one.tag === '@example');
  return tag?.content.map(({ text }) => text).join('') ?? '';
}

test('the reference has all entries of both packages', () => {
  const names = packages.flatMap(({ children = [] }) => children.map(({ name }) => name));
  expect(names).toEqual(
    expect.arrayContaining(['index', 'haproxy/entry', 'reporters', 'statistics', 'topology', 'discovery']),
  );
});

describe('the examples of canary-verify/statistics', () => {
  const door = createRequire(fromRoot('packages/canary-verify/package.json'))(
    fromRoot('packages/canary-verify/dist/statistics/index.js'),
  );

  test('every function has an example that gives what its comments say', () => {
    const functions = functionsOf('statistics');
    expect(functions.map(({ name }) => name).sort()).toEqual(
      Object.keys(door)
        .filter((name) => typeof door[name] === 'function')
        .sort(),
    );
    for (const one of functions)
      expect(outcomesOf(exampleOf(one), door), one.name).toEqual(saidBy(exampleOf(one)));
  });
});

/** The lines of an example, without its fence. */
function linesOf(example: string): string[] {
  return example.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('```'));
}

/** What the comments of an example say: values as JavaScript writes them. */
function saidBy(example: string): unknown[] {
  const said = linesOf(example).flatMap((line) => / \/\/ (.*)$/.exec(line)?.[1] ?? []);
  expect(said, example).not.toHaveLength(0);
  return said.map((value) => new Function(`return ${value}`)());
}

/** What the lines with a comment come to, run in their order. */
function outcomesOf(example: string, door: Readonly<Record<string, unknown>>): unknown[] {
  const body = linesOf(example).map((line) => {
    const [, expression] = /^(.*?) \/\/ /.exec(line) ?? [];
    return expression === undefined ? line : `outcomes.push(${expression})`;
  });
  const program = new Function('outcomes', ...Object.keys(door), body.join('\n'));
  const outcomes: unknown[] = [];
  program(outcomes, ...Object.values(door));
  return outcomes;
}
