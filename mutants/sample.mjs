import { readFileSync } from 'node:fs';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { globSync } from 'tinyglobby';

/**
 * A change that was drawn: where it is, and what stands there instead.
 *
 * @typedef {{ fileName: string, location: { start: Position, end: Position }, replacement: string, resultIn(all: object[]): object | undefined }} Change
 * @typedef {{ line: number, column: number }} Position counted from 0
 */

const SILENT = {
  isDebugEnabled: () => false,
  debug() {},
  info() {},
  warn() {},
  error() {},
  trace() {},
  fatal() {},
};

/**
 * Draws changes by chance from all that can be made in these parts: each is as likely as any other.
 *
 * @returns {Promise<Map<string, Change[]>>} by part; a part of which none was drawn is left out
 */
export async function drawChanges(sources, { count, seed }) {
  const all = [];
  for (const [part, globs] of Object.entries(sources)) {
    const files = globSync(globs).map((name) => ({
      name,
      mutate: true,
      content: readFileSync(name, 'utf8'),
    }));
    const { mutants } = await new Instrumenter(SILENT).instrument(files, {
      plugins: null,
      excludedMutations: [],
      ignorers: [],
    });
    all.push(...mutants.map((mutant) => ({ part, mutant })));
  }
  const random = seeded(seed);
  const drawn = new Map();
  for (let left = Math.min(count, all.length); left > 0; left--) {
    const [{ part, mutant }] = all.splice(Math.floor(random() * all.length), 1);
    drawn.set(part, [...(drawn.get(part) ?? []), changeOf(mutant)]);
  }
  return drawn;
}

function changeOf({ fileName, location, replacement }) {
  return {
    ...{ fileName, location, replacement },
    resultIn: (all) =>
      all.find(
        (one) =>
          one.fileName.endsWith(fileName) &&
          one.replacement === replacement &&
          isAt(one.location.start, location.start) &&
          isAt(one.location.end, location.end),
      ),
  };
}

/** Stryker's results count lines and columns from 1. */
function isAt(told, { line, column }) {
  return told.line === line + 1 && told.column === column + 1;
}

/** "src/plan/plan.ts:12:3-12:20", lines counted from 1: the form in which Stryker takes what to change. */
export function rangeOf({ fileName, location: { start, end } }) {
  return `${fileName}:${start.line + 1}:${start.column}-${end.line + 1}:${end.column}`;
}

/** Prints the changes that no test noticed, and the score. */
export function tellScore(results, seed) {
  const tried = results.filter(
    ({ result }) => result !== undefined && !['Ignored', 'CompileError'].includes(result.status),
  );
  const unnoticed = tried.filter(
    ({ result }) => !['Killed', 'Timeout', 'RuntimeError'].includes(result.status),
  );
  for (const { part, change, result } of unnoticed)
    console.log(`${result.status}: ${rangeOf(change)} (${part}) → ${change.replacement.slice(0, 200)}`);
  const noticed = tried.length - unnoticed.length;
  console.log(
    `${noticed} of ${tried.length} changes were noticed: ${((100 * noticed) / tried.length).toFixed(1)} % (seed ${seed}, ${results.length - tried.length} not tried)`,
  );
}

/** Numbers in [0, 1): mulberry32. */
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
