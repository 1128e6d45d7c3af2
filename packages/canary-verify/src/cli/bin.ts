import { readFileSync } from 'node:fs';
import { UsageError } from '../errors.js';
import { planText } from '../plan-text.js';
import { liveLine } from '../reporters/live-line.js';
import { type Command, readArguments } from './arguments.js';
import { Course } from './course.js';
import { HELP } from './help.js';
import { report, writesDocument } from './reporters.js';
import { usageErrorText } from './usage-error-text.js';

try {
  process.exitCode = await run(readArguments(process.argv.slice(2), process.env));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(usageErrorText(error));
  process.exitCode = 4;
}

async function run(command: Command): Promise<number> {
  if (command.kind === 'help') return print(HELP);
  if (command.kind === 'version') return print(`${packageVersion()}\n`);
  const { options, reporters, quiet } = command;
  const live = process.stderr.isTTY && !quiet;
  const course = new Course();
  // Only now: whoever asks for help does not wait for the HTTP client.
  const { verify } = await import('../verify.js');
  const verdict = await verify({
    ...options,
    signal: interruption(),
    ...(!quiet &&
      !writesDocument(reporters) && { onPlan: (planned) => process.stderr.write(planText(planned)) }),
    onProgress: (progress) => {
      course.note(progress);
      if (live) showLine(liveLine(progress, process.stderr.columns ?? 80));
    },
  });
  if (live) showLine('');
  const colours = process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '';
  await report(reporters, { verdict, course: course.points, colours });
  return verdict.exitCode;
}

function print(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

/** Overwrites the line on the terminal. */
function showLine(text: string): void {
  process.stderr.write(`\r\u001b[2K${text}`);
}

/** The first Ctrl-C ends the run and prints what was learnt; the second one ends the process. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  return controller.signal;
}

function packageVersion(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}
