import { readFileSync } from 'node:fs';
import { UsageError } from '../errors.js';
import { planText } from '../plan-text.js';
import { jsonReport } from '../reporters/json.js';
import { liveLine } from '../reporters/live-line.js';
import { textReport } from '../reporters/text.js';
import { verify } from '../verify.js';
import { type Command, readArguments } from './arguments.js';
import { HELP } from './help.js';
import { usageErrorText } from './usage-error-text.js';

try {
  process.exitCode = await run(readArguments(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(usageErrorText(error));
  process.exitCode = 4;
}

async function run(command: Command): Promise<number> {
  if (command.kind === 'help') return print(HELP);
  if (command.kind === 'version') return print(`${packageVersion()}\n`);
  const live = process.stderr.isTTY && !command.quiet;
  const verdict = await verify({
    ...command.options,
    signal: interruption(),
    ...(!command.quiet && !command.json && { onPlan: (planned) => process.stderr.write(planText(planned)) }),
    ...(live && { onProgress: (progress) => showLine(liveLine(progress, process.stderr.columns ?? 80)) }),
  });
  if (live) showLine('');
  const colours = process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '';
  print(command.json ? jsonReport(verdict) : textReport(verdict, colours));
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
