// Changes the sources in many small ways, one at a time, and says which changes no test notices.
// npm run mutants -- PART [PART ...]; without one it lists the parts. What is left of a run lies in mutants/reports/.
import { Stryker } from '@stryker-mutator/core';
import { PARTS } from './parts.mjs';

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(PARTS, name));
if (names.length === 0 || unknown.length > 0) {
  console.error(
    `mutants wants parts, any of ${Object.keys(PARTS).join(', ')}; got ${names.join(', ') || 'none'}`,
  );
  process.exit(4);
}

for (const name of names) await mutate(name, PARTS[name]);

async function mutate(name, { folder, sources, lowestScore }) {
  // The configuration of Vitest reads it, in the processes that run the tests.
  process.env.MUTANTS_PART = name;
  await new Stryker({
    mutate: sources.map((source) => source.replace(/^!?/, (not) => `${not}${folder}/src/`)),
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
    thresholds: { break: lowestScore },
    reporters: ['clear-text', 'json'],
    clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
    jsonReporter: { fileName: `mutants/reports/${name}.json` },
  }).runMutationTest();
}
