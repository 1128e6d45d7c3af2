import { appendFileSync, writeFileSync } from 'node:fs';
import { type ReportInput, renderReport } from '../reporters/index.js';
import { quoted } from '../text/usage-error.js';
import { WriteFailure } from './fault.js';
import { isWithoutReader, print } from './output.js';
import type { ReportRequest } from './reporters.js';

/**
 * Writes all reports; events were written before. On GitHub the step's summary gets the verdict as well. A report that
 * fails does not keep the others from being written. Returns the failures.
 */
export async function writeReports(
  reporters: readonly ReportRequest[],
  input: ReportInput,
): Promise<unknown[]> {
  const failures: unknown[] = [];
  const attempt = (work: Promise<void>) => work.catch((error) => void failures.push(error));
  for (const request of reporters) {
    if (request.name === 'ndjson') continue;
    await attempt(writeReport(request, input));
    if (request.name === 'github') await attempt(writeSummary(input));
  }
  return failures;
}

async function writeReport({ name, file }: ReportRequest, input: ReportInput): Promise<void> {
  const { colours = false } = input;
  const text = await renderReport(name, { ...input, colours: colours && file === null });
  if (file === null) await print(text, `the ${name} report`);
  else toFile(`the ${name} report`, file, () => writeFileSync(file, text));
}

async function writeSummary(input: ReportInput): Promise<void> {
  const file = process.env.GITHUB_STEP_SUMMARY ?? '';
  if (file === '') return;
  const text = await renderReport('markdown', input);
  toFile('the summary of the step', file, () => appendFileSync(file, text));
}

/**
 * Does what writes to a file. It is no failure if the file is a pipe that nobody reads any more.
 *
 * @throws WriteFailure when it cannot be written.
 */
export function toFile(what: string, file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!isWithoutReader(error)) throw new WriteFailure(what, quoted(file), error);
  }
}
