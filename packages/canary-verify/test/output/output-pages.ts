import { anchorOf } from '../markdown.js';
import type { Printed } from './printed.js';
import type { UsageErrorCase } from './usage-error-cases.js';
import type { VerdictCase } from './verdict-case.js';

/** What a program gets to see when it gives options that cannot be used. */
export interface ProgramPrinted {
  code: string;
  output: string;
}

/** What a case has printed. */
export type CasePrinted = readonly [VerdictCase, Printed];

/** The pages of docs/output/ that show no command. */
export const INDEX = 'README';
export const WRONG_USAGE = 'wrong-usage';
/** Made by test/topology/compose/start-failures.test.ts, which needs a Docker engine. */
export const TOPOLOGY = 'topology';

const MADE_BY = `<!-- A test makes this page: packages/canary-verify/test/output/output.test.ts.
     Command: npm run build && npm run docs:output -w canary-verify -->`;

const FAKES = `
The proxies, Consul and HAProxy are fakes of the test. Requests go one by one, so that the counts repeat. The times are not real.`;

/** What stands above the cases of a command. */
const INTRODUCTIONS: Readonly<Record<string, string>> = {
  verify: `Every kind of verdict and every diagnosis.${FAKES}`,
  headers: `Each kind of request has a line of its own.${FAKES}`,
  inspect: `The command reads HAProxy's files and sends nothing to the services. HAProxy itself is not installed where these cases run.`,
  explain: `Consul, HAProxy and the traffic side by side.${FAKES}`,
  share: `The share is set, read back and verified.${FAKES}`,
  rollout: `A plan file is read, and its steps are set, measured and watched.${FAKES}`,
  wait: `Just the wanted replicas answer, or what is missing for that.${FAKES}`,
  watch: `One line per run.${FAKES}`,
  init: 'The files that were written, and the next two commands.',
  completion: 'The script for one shell. The scripts for bash and zsh complete the same words.',
};

/** The page of a command. */
export function commandPage(command: string, cases: readonly CasePrinted[]): string {
  return page(`What \`canary-verify ${command}\` prints`, INTRODUCTIONS[command] ?? '', cases.map(section));
}

/** The page of all that is refused. */
export function wrongUsagePage(
  usageErrors: readonly (readonly [UsageErrorCase, Printed])[],
  programs: readonly ProgramPrinted[],
): string {
  return page('Wrong usage', 'Nothing is sent.', [
    `## On the command line

The exit code is 4.

${usageErrors.map(([one, { output }]) => consoleBlock(commandLine(one.argv, one.env), output)).join('\n')}`,
    `## In a program

The function throws a \`UsageError\`. These are the options that only a program can use wrongly:

${programs.map(({ code, output }) => block('js', `${code}\n// ${output}`)).join('\n')}`,
  ]);
}

/** The list of all pages and their cases. */
export function indexPage(cases: ReadonlyMap<string, readonly CasePrinted[]>): string {
  const sections = [...cases].map(
    ([command, printed]) => `## [${command}](${command}.md)

${printed.map(([{ title, given }]) => `- [${title}](${command}.md#${anchorOf(title)}): ${given}\n`).join('')}`,
  );
  const introduction = `All verdicts, diagnoses and usage errors as they are printed. A test runs each command and compares its output with these pages.
\`npm run build && npm run docs:output -w canary-verify\` writes the pages again.`;
  return page('What canary-verify prints', introduction, [
    ...sections,
    `## [Topologies that do not start](${TOPOLOGY}.md)

What \`startTopology\` says of each way in which a start fails.
`,
    `## [Wrong usage](${WRONG_USAGE}.md)

Every command line and every call that is refused.
`,
  ]);
}

function page(title: string, introduction: string, sections: readonly string[]): string {
  return `${MADE_BY}\n\n# ${title}\n\n${introduction}\n\n${sections.join('\n')}`;
}

function section([{ title, given, argv }, { output, exitCode }]: CasePrinted): string {
  return `## ${title}

${given}

${consoleBlock(commandLine(argv), output)}
Exit code ${exitCode}.
`;
}

/** The whole output below its command line. */
export function wholeExample({ argv }: VerdictCase, { output }: Printed): string {
  return consoleBlock(commandLine(argv), output);
}

/** The answer and what is said of the cause, without the evidence between them. */
export function shortExample({ argv }: VerdictCase, { output }: Printed): string {
  const paragraphs = output.split('\n\n');
  return consoleBlock(commandLine(argv), [paragraphs[0], '  …', ...paragraphs.slice(-2)].join('\n\n'));
}

function consoleBlock(command: string, output: string): string {
  return block('console', `$ ${command}\n${output.trimEnd()}`);
}

function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\`\n`;
}

/** As it would be typed in a shell. */
function commandLine(argv: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${quotedWord(value)}`);
  return [...variables, 'canary-verify', ...argv.map(quotedWord)].join(' ');
}

function quotedWord(word: string): string {
  if (/^[\w./:=%,+@-]+$/.test(word)) return word;
  if (!/\p{Control}/u.test(word)) return `'${word}'`;
  return `$'${word.replace(/\p{Control}/gu, (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`)}'`;
}
