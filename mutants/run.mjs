// Changes the sources in many small ways, one at a time, and says which changes no test notices.
// npm run mutants -- PART [PART ...]; without one it lists the parts. What is left of a run lies in mutants/reports/.
// npm run mutants -- --sample 200 [--seed N] [PART ...] tries so many changes, drawn by chance from all parts or from those named.
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { deadGlobs } from './globs.mjs';
import { PARTS } from './parts.mjs';
import { drawChanges, rangeOf, tellScore } from './sample.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'string' }, seed: { type: 'string', default: '1' } },
});
const dead = deadGlobs(PARTS);
if (dead.length > 0) {
  console.error(`mutants/parts.mjs wants globs that match files:\n${dead.join('\n')}`);
  process.exit(4);
}

const unknown = positionals.filter((name) => !Object.hasOwn(PARTS, name));
if ((positionals.length === 0 && values.sample === undefined) || unknown.length > 0) {
  console.error(
    `mutants wants parts, any of ${Object.keys(PARTS).join(', ')}; got ${positionals.join(', ') || 'none'}`,
  );
  process.exit(4);
}

if (values.sample === undefined) for (const name of positionals) await mutate(name, sourcesOf(PARTS[name]));
else await mutateSample(Number(values.sample), Number(values.seed));

/** Globs of a part's sources, from the root. */
function sourcesOf({ folder, sources }) {
  return sources.map((source) => source.replace(/^!?/, (not) => `${not}${folder}/src/`));
}

/** Tries so many changes of the parts, and says how many of them a test noticed. */
async function mutateSample(count, seed) {
  const names = positionals.length === 0 ? Object.keys(PARTS) : positionals;
  const drawn = await drawChanges(Object.fromEntries(names.map((name) => [name, sourcesOf(PARTS[name])])), {
    count,
    seed,
  });
  const results = [];
  for (const [name, changes] of drawn) {
    const all = await mutate(name, changes.map(rangeOf), false).catch((error) => {
      console.error(`${name} was left out: ${error.message}`);
      return [];
    });
    results.push(...changes.map((change) => ({ part: name, change, result: change.resultIn(all) })));
  }
  tellScore(results, seed);
}

async function mutate(name, ranges, limited = true) {
  // The configuration of Vitest reads it, in the processes that run the tests.
  process.env.MUTANTS_PART = name;
  return new Stryker({
    mutate: ranges,
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'mutants/vitest.config.ts', related: false },
    coverageAnalysis: 'perTest',
    // A change of what is evaluated once, when the module is loaded, would need a process of its own.
    ignoreStatic: true,
    concurrency: 2,
    ignorePatterns: [
      ...['.toolbox', '.turbo', 'packages/canary-verify/dist', 'dist-bench', 'mutants/reports'],
      ...['/examples', '/packaging', '/biome.json'],
    ],
    tempDirName: '.mutants',
    thresholds: { break: limited ? PARTS[name].lowestScore : null },
    reporters: limited ? ['clear-text', 'json'] : ['json'],
    clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
    jsonReporter: { fileName: `mutants/reports/${name}.json` },
  }).runMutationTest();
}
