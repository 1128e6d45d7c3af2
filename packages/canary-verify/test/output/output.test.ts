import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.js';
import type { Verdict } from '../../src/verdict/verdict.js';
import { closedValidator } from '../schemas/closed-validator.js';
import { kindsIn } from '../schemas/kinds.js';
import { publishedValidator } from '../schemas/published-validator.js';
import { spoiled } from '../schemas/spoiled.js';
import { COMPLETION_CASES } from './completion-cases.js';
import { EXPLAIN_CASES } from './explain-cases.js';
import { INIT_CASES } from './init-cases.js';
import { INSPECT_CASES } from './inspect-cases.js';
import {
  type CasePrinted,
  commandPage,
  INDEX,
  indexPage,
  shortExample,
  TOPOLOGY,
  WRONG_USAGE,
  wholeExample,
  wrongUsagePage,
} from './output-pages.js';
import { examplesIn, pageCalled, pagesIn, withExamples } from './pages.js';
import { type Printed, printed, verdictPrinted } from './printed.js';
import { ROLLOUT_CASES } from './rollout-cases.js';
import { SHARE_CASES } from './share-cases.js';
import { FILES, PROGRAM_CASES, USAGE_ERROR_CASES, type UsageErrorCase } from './usage-error-cases.js';
import { usageErrorSites, wasReached } from './usage-error-sites.js';
import type { VerdictCase } from './verdict-case.js';
import { VERDICT_CASES } from './verdict-cases.js';
import { WAIT_CASES } from './wait-cases.js';
import { WATCH_CASES } from './watch-cases.js';

const folder = mkdtempSync(join(tmpdir(), 'output-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const coverage = join(folder, 'coverage');
const noYaml = new URL('./without-yaml.mjs', import.meta.url).href;
for (const [name, content] of Object.entries(FILES)) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}

const verdicts: [VerdictCase, Printed & { verdict: Verdict }][] = [];
/** What the commands print that give no verdict. */
const others: CasePrinted[] = [];
const OTHER_CASES = [
  ...INSPECT_CASES,
  ...EXPLAIN_CASES,
  ...SHARE_CASES,
  ...ROLLOUT_CASES,
  ...WAIT_CASES,
  ...WATCH_CASES,
  ...INIT_CASES,
  ...COMPLETION_CASES,
];
const usageErrors: [UsageErrorCase, Printed][] = [];

/** Those that look twice at Consul and HAProxy wait in between: two of them at a time do not disturb each other. */
async function runVerdicts(): Promise<void> {
  const waiting = VERDICT_CASES.filter((one) => one.haproxy !== undefined);
  for (const one of VERDICT_CASES.filter((one) => one.haproxy === undefined)) await runVerdict(one);
  const next = waiting.values();
  const worker = async () => {
    for (const one of next) await runVerdict(one);
  };
  await Promise.all([worker(), worker()]);
}

async function runVerdict(one: VerdictCase): Promise<void> {
  const index = VERDICT_CASES.indexOf(one);
  const json = join(folder, `verdict-${index}.json`);
  const printed = await verdictPrinted(one, { CANARY_VERIFY_REPORTER: `json=${json}` });
  verdicts[index] = [one, { ...printed, verdict: JSON.parse(readFileSync(json, 'utf8')) }];
}

async function runOthers(): Promise<void> {
  for (const one of OTHER_CASES) others.push([one, await verdictPrinted(one, {})]);
}

async function runUsageErrors(): Promise<void> {
  for (const one of USAGE_ERROR_CASES) {
    const env = {
      ...one.env,
      NODE_V8_COVERAGE: coverage,
      ...(one.withoutYaml && { NODE_OPTIONS: `--import ${noYaml}` }),
    };
    usageErrors.push([one, await printed(one.argv, { env, cwd: join(folder, one.folder ?? '') })]);
  }
}

/** The library as it is installed. */
function runProgram(code: string): string {
  const program = `import { verify, verifyHeaders } from 'canary-verify';\nimport { rollOut } from 'canary-verify/rollout';\ntry { ${code} } catch (error) { console.log(String(error)); }`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { PATH: process.env.PATH, NODE_V8_COVERAGE: coverage },
    encoding: 'utf8',
  }).trim();
}

let programs: { code: string; output: string }[] = [];

beforeAll(async () => {
  await Promise.all([runVerdicts(), runUsageErrors(), runOthers()]);
  programs = PROGRAM_CASES.map((code) => ({ code, output: runProgram(code) }));
}, 600_000);

const NAMES = COMMANDS.map(({ name }) => name);
const outputFolder = fileURLToPath(new URL('../../docs/output/', import.meta.url));
const outputFile = (name: string) => `${outputFolder}${name}.md`;

/** The cases of a command; `verify` is meant where none is named. */
function casesOf(command: string): CasePrinted[] {
  const commandOf = ({ argv: [first = ''] }: VerdictCase) => (NAMES.includes(first) ? first : 'verify');
  return [...verdicts, ...others].filter(([one]) => commandOf(one) === command);
}

describe('what is printed is what the pages show; npm run docs:output -w canary-verify writes them anew', () => {
  test.each(NAMES)('docs/output/%s.md', async (name) => {
    const cases = casesOf(name);
    expect(cases).not.toEqual([]);
    await expect(commandPage(name, cases)).toMatchFileSnapshot(outputFile(name));
  });

  test('docs/output/wrong-usage.md', async () => {
    await expect(wrongUsagePage(usageErrors, programs)).toMatchFileSnapshot(outputFile(WRONG_USAGE));
  });

  test('docs/output/README.md', async () => {
    const index = indexPage(new Map(NAMES.map((name) => [name, casesOf(name)])));
    await expect(index).toMatchFileSnapshot(outputFile(INDEX));
  });

  test('docs/output has no page that nothing writes', () => {
    const written = [...NAMES, WRONG_USAGE, TOPOLOGY, INDEX].map((name) => `${name}.md`);
    expect(readdirSync(outputFolder).filter((entry) => !written.includes(entry))).toEqual([]);
  });

  test('every case is on a page', () => {
    const shown = NAMES.flatMap(casesOf).map(([{ title }]) => title);
    expect(shown.sort()).toEqual([...VERDICT_CASES, ...OTHER_CASES].map(({ title }) => title).sort());
  });

  test('docs/explain.md', async () => {
    const page = pageCalled('explain');
    expect(examplesIn(page).sort()).toEqual(EXPLAIN_CASES.map(({ title }) => title).sort());
    await expect(withExamples(page, exampleWith(wholeExample))).toMatchFileSnapshot(page.file);
  });

  test.each(['README', 'command-line', 'report', 'rollouts'])('docs/%s.md', async (name) => {
    const page = pageCalled(name);
    expect(examplesIn(page).length).toBeGreaterThan(0);
    await expect(withExamples(page, exampleWith(wholeExample))).toMatchFileSnapshot(page.file);
  });

  test.each(pagesIn('verdicts'))('docs/verdicts: $name', async (page) => {
    await expect(withExamples(page, exampleWith(wholeExample))).toMatchFileSnapshot(page.file);
  });

  test.each(pagesIn('diagnoses'))('docs/diagnoses: $name', async (page) => {
    await expect(withExamples(page, exampleWith(shortExample))).toMatchFileSnapshot(page.file);
  });

  test('docs/headers.md', async () => {
    const page = pageCalled('headers');
    const example = (title: string) =>
      exampleWith(title.startsWith('matches') ? wholeExample : shortExample)(title);
    expect(examplesIn(page).length).toBeGreaterThan(2);
    await expect(withExamples(page, example)).toMatchFileSnapshot(page.file);
  });
});

function exampleWith(written: (one: VerdictCase, printed: Printed) => string): (title: string) => string {
  return (title) => {
    const other = others.find(([one]) => one.title === title);
    return written(...(other ?? found(title)));
  };
}

function found(title: string): (typeof verdicts)[number] {
  const pair = verdicts.find(([one]) => one.title === title);
  if (pair === undefined) throw new Error(`no case in test/output/verdict-cases.ts is called ${title}`);
  return pair;
}

test.each(VERDICT_CASES.map(({ title }) => title))(
  '%s: shows the verdict or the diagnosis that it is named for',
  (title) => {
    const { verdict, exitCode } = found(title)[1];
    const shown = [verdict.verdict, ...verdict.diagnosis.map(({ kind }) => kind)];
    if (title === 'interrupted') expect(verdict.interrupted).toBe(true);
    else expect(shown).toContain(title.split(':')[0]);
    expect(exitCode).toBe(verdict.exitCode);
  },
);

describe('verdict.schema.json', () => {
  const describesAll = closedValidator('verdict.schema.json');
  test.each(VERDICT_CASES.map(({ title }) => title))('%s: each field is described', (title) => {
    const { verdict } = found(title)[1];
    expect(describesAll(verdict), JSON.stringify(describesAll.errors)).toBe(true);
  });

  test('a diagnosis of each kind lacks no field, and has none of another type', () => {
    const validate = publishedValidator('verdict.schema.json');
    const diagnoses = verdicts.flatMap(([, { verdict }]) => verdict.diagnosis);
    const verdict = found('matches')[1].verdict;
    for (const diagnosis of diagnoses)
      for (const wrong of spoiled(diagnosis))
        expect(validate({ ...verdict, diagnosis: [wrong] }), JSON.stringify(wrong)).toBe(false);
    // Only `explain` says this one, and its cases are others.
    const kinds = new Set([...diagnoses.map(({ kind }) => kind), 'traffic-fails']);
    expect([...kinds].sort()).toEqual(kindsIn('verdict.schema.json', 'Diagnosis').sort());
  });
});

test.each([
  ['explain: nothing is wrong', 0],
  ['explain: several things are wrong', 1],
  ['explain: no source could be read', 3],
  ['traffic-fails', 1],
])('%s: exit code %d', (title, exitCode) => {
  expect(others.find(([one]) => one.title === title)?.[1].exitCode).toBe(exitCode);
});

test('80 columns are enough for a verdict and an explanation, but for a link', () => {
  const explanations = others.filter(([{ argv }]) => argv[0] === 'explain');
  for (const [, { output }] of [...verdicts, ...explanations])
    for (const line of output.split('\n'))
      if (!/^ +more {2}https:/.test(line)) expect(line.length, line).toBeLessThanOrEqual(80);
});

describe('wrong usage', () => {
  test('is refused with exit code 4', () => {
    for (const [{ argv }, { exitCode }] of usageErrors) expect(exitCode, argv.join(' ')).toBe(4);
  });

  test('is shown in every way that there is: where a UsageError is made, a case has come by', () => {
    const sites = usageErrorSites();
    expect(sites.size).toBeGreaterThan(40);
    const reached = wasReached(coverage);
    const missing = [...sites].filter(([, places]) => !reached(places)).map(([place]) => place);
    expect(missing, 'add cases to test/output/usage-error-cases.ts').toEqual([]);
  });
});
