import type { Printed } from './printed.js';
import type { UsageErrorCase } from './usage-error-cases.js';
import type { VerdictCase } from './verdict-case.js';

/** What a program gets to see when it gives options that cannot be used. */
export interface ProgramPrinted {
  code: string;
  output: string;
}

/** All that was printed, for docs/output.md. */
export interface AllPrinted {
  verdicts: readonly [VerdictCase, Printed][];
  explanations: readonly [VerdictCase, Printed][];
  usageErrors: readonly [UsageErrorCase, Printed][];
  programs: readonly ProgramPrinted[];
}

/** The page. */
export function outputPage({ verdicts, explanations, usageErrors, programs }: AllPrinted): string {
  return `# What canary-verify prints

Every kind of verdict and every wrong usage, as they are printed. The tests run these commands and compare;
\`npm run docs:output -w canary-verify\` writes this page anew.

## Verdicts

The proxies are made for the purpose, and asked one request at a time, so that the counts repeat. How long things took is
not real here.

${verdicts.map(([one, printed]) => verdictSection(one, printed)).join('\n')}
## Explanations

${explanations.map(([one, printed]) => verdictSection(one, printed)).join('\n')}
## Wrong usage

Nothing is sent, and the exit code is 4.

${usageErrors.map(([one, { output }]) => consoleBlock(commandLine(one.argv, one.env), output)).join('\n')}
The same from a program is a \`UsageError\`; what only a program can say is refused likewise:

${programs.map(({ code, output }) => block('js', `${code}\n// ${output}`)).join('\n')}`;
}

function verdictSection({ title, given, argv }: VerdictCase, { output, exitCode }: Printed): string {
  return `### ${title}

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
