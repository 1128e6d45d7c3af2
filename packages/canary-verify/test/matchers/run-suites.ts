import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** What became of each test of a suite: null if it passed, else its message. */
export type Outcomes = Readonly<Record<string, string | null>>;

/** A test runner, and how it runs a suite. */
export interface SuiteRunner {
  /** The lines before the tests. */
  imports: string;
  /** The suite's file. */
  file: string;
  command: readonly [string, ...string[]];
  env?: Readonly<Record<string, string>>;
}

/** Folders in which the name of the package leads to what was built; Jest is found in the second one. */
export const PACKAGE: string = fileURLToPath(new URL('../..', import.meta.url));
export const JEST_EXAMPLE: string = fileURLToPath(
  new URL('../../../../examples/verify-in-jest', import.meta.url),
);

const ROOT_MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url));
const JEST_CONFIG = JSON.stringify({ testMatch: ['**/suite.test.*'], transform: {}, testTimeout: 20_000 });
const jest = (name: string, ...words: string[]): readonly [string, ...string[]] => [
  process.execPath,
  ...words,
  join(ROOT_MODULES, name, 'bin/jest.js'),
  `--config=${JEST_CONFIG}`,
  '--rootDir=.',
  '--json',
];
const COMMONJS = "require('canary-verify/jest');\nconst { verify } = require('canary-verify');\n";
const MODULES =
  "import 'canary-verify/jest';\nimport { expect, test } from '@jest/globals';\nimport { verify } from 'canary-verify';\n";

export const RUNNERS: Readonly<Record<string, SuiteRunner>> = {
  'Vitest 4': {
    imports:
      "import { expect, test } from 'vitest';\nimport { verify } from 'canary-verify';\nimport 'canary-verify/vitest';\n",
    file: 'suite.test.mjs',
    command: [
      process.execPath,
      join(ROOT_MODULES, 'vitest/vitest.mjs'),
      ...['run', '--root=.', '--config=none.mjs', '--reporter=json', '--testTimeout=20000'],
    ],
  },
  'Jest 30, CommonJS': { imports: COMMONJS, file: 'suite.test.cjs', command: jest('jest') },
  'Jest 30, ES modules': {
    imports: MODULES,
    file: 'suite.test.mjs',
    command: jest('jest', '--experimental-vm-modules'),
  },
  'Jest 29, CommonJS': { imports: COMMONJS, file: 'suite.test.js', command: jest('jest-29') },
  'Jest 29, ES modules': {
    imports: MODULES,
    file: 'suite.test.mjs',
    command: jest('jest-29', '--experimental-vm-modules'),
  },
};

/** Runs tests with a runner, in a folder of its own inside of `parent`. */
export async function runSuite(
  { imports, file, command: [program, ...words], env = {} }: SuiteRunner,
  parent: string,
  tests: string,
): Promise<Outcomes> {
  const folder = await mkdtemp(join(parent, '.suite-'));
  try {
    await writeFile(join(folder, file), imports + tests);
    await writeFile(join(folder, 'none.mjs'), 'export default {};');
    await writeFile(join(folder, 'haproxy.cfg'), await readFile(new URL('haproxy.cfg', import.meta.url)));
    const child = spawn(program, words, { cwd: folder, env: { ...ownEnvironment(), ...env } });
    child.stdin.end();
    const [stdout, stderr] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return outcomesIn(stdout, stderr);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Vitest and npm have told the tests here what is not meant for those of the suite. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(VITEST|TEST$|NODE_ENV$|NODE_OPTIONS$|npm_)/.test(name),
    ),
  );
}

interface JsonReport {
  testResults: {
    message?: string;
    assertionResults: { title: string; status: string; failureMessages: string[] }[];
  }[];
}

/** Jest's format, which Vitest speaks, too. Throws with what was printed when it ran no test. */
function outcomesIn(stdout: string, stderr: string): Outcomes {
  const report = JSON.parse(stdout.slice(stdout.indexOf('{'))) as JsonReport;
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  if (results.length === 0)
    throw new Error(
      `no test ran:\n${report.testResults.map(({ message }) => message).join('\n')}\n${stderr}`,
    );
  return Object.fromEntries(
    results.map(({ title, status, failureMessages }) => [
      title,
      status === 'passed' ? null : failureMessages.join('\n'),
    ]),
  );
}
