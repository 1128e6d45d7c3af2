import { accessSync, appendFileSync, constants, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { REPORTER_NAMES, type ReporterName, type ReportInput, renderReport } from '../reporters/index.js';
import { fileProblem, quoted, UsageError } from '../text/usage-error.js';

/** A report that is asked for: where to is a file, or null for standard output. */
export interface ReportRequest {
  name: ReporterName;
  file: string | null;
}

/**
 * Reads `name` or `name=file`. Nothing else is printed beside a document, so only one report can go to standard output.
 *
 * @throws UsageError when a name is unknown, two reports share a place, or a file could not be written.
 */
export function readReporters(written: readonly string[], json: boolean): readonly ReportRequest[] {
  const reporters = [...written, ...(json ? ['json'] : [])].map(readReporter);
  if (!reporters.some(({ file }) => file === null) && !json) reporters.unshift({ name: 'text', file: null });
  const places = reporters.map(({ file }) => file ?? 'standard output');
  const twice = places.find((place, index) => places.indexOf(place) !== index);
  if (twice !== undefined)
    throw new UsageError(
      'reporter',
      `cannot put two reports into ${quoted(twice)}: give one of them a file, name=file`,
    );
  return reporters;
}

function readReporter(written: string): ReportRequest {
  const [, name = '', file = null] = /^([^=]+)(?:=(.+))?$/.exec(written) ?? [];
  const known = REPORTER_NAMES.find((one) => one === name);
  if (known === undefined)
    throw new UsageError(
      'reporter',
      `wants ${REPORTER_NAMES.join(', ')}, or name=file, got ${quoted(written)}`,
    );
  if (file !== null) expectWritable(file);
  return { name: known, file };
}

/** Found out before anything is sent, not after. */
function expectWritable(file: string): void {
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch (error) {
    throw new UsageError('reporter', `cannot write ${quoted(file)}: ${fileProblem(error)}`);
  }
}

/** Writes all reports; events were written before. On GitHub the step's summary gets the verdict as well. */
export async function report(reporters: readonly ReportRequest[], input: ReportInput): Promise<void> {
  const { colours = false } = input;
  for (const { name, file } of reporters) {
    if (name === 'ndjson') continue;
    const text = await renderReport(name, { ...input, colours: colours && file === null });
    if (file === null) process.stdout.write(text);
    else writeFileSync(file, text);
    const summary = process.env.GITHUB_STEP_SUMMARY ?? '';
    if (name === 'github' && summary !== '') appendFileSync(summary, await renderReport('markdown', input));
  }
}

/** Whether standard output is for a program: nothing is said beside it then. */
export function writesDocument(reporters: readonly ReportRequest[]): boolean {
  return reporters.some(({ name, file }) => file === null && name !== 'text' && name !== 'github');
}
