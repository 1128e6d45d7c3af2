import { accessSync, appendFileSync, constants, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CoursePoint } from '../reporters/html/course.js';
import { jsonReport } from '../reporters/json.js';
import { textReport } from '../reporters/text.js';
import { fileProblem, quoted, UsageError } from '../text/usage-error.js';
import type { Verdict } from '../verdict/verdict.js';
import { REPORTER_NAMES, type ReporterName } from './reporter-names.js';

/** A report that was asked for: where to is a file, or null for standard output. */
export interface Reporter {
  name: ReporterName;
  file: string | null;
}

/** What a report is made from. */
export interface Reported {
  verdict: Verdict;
  /** How the first arm went on. */
  course: readonly CoursePoint[];
  colours: boolean;
}

/** Each is loaded when it is asked for: whoever wants the text does not wait for the others. Events are written before. */
const REPORTS: Record<Exclude<ReporterName, 'ndjson'>, (reported: Reported) => string | Promise<string>> = {
  text: ({ verdict, colours }) => textReport(verdict, colours),
  json: ({ verdict }) => jsonReport(verdict),
  markdown: async ({ verdict }) => (await import('../reporters/markdown.js')).markdownReport(verdict),
  junit: async ({ verdict }) => (await import('../reporters/junit.js')).junitReport(verdict),
  github: async ({ verdict, colours }) => {
    const { githubAnnotations, githubLog } = await import('../reporters/github.js');
    return githubLog(textReport(verdict, colours)) + githubAnnotations(verdict);
  },
  html: async ({ verdict, course }) =>
    (await import('../reporters/html/index.js')).htmlReport(verdict, course),
  prometheus: async ({ verdict }) => (await import('../reporters/prometheus.js')).prometheusReport(verdict),
};

/**
 * Reads `name` or `name=file`. Nothing else is printed beside a document, so only one report can go to standard output.
 *
 * @throws UsageError when a name is unknown, two reports share a place, or a file could not be written.
 */
export function readReporters(written: readonly string[], json: boolean): readonly Reporter[] {
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

function readReporter(written: string): Reporter {
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

/** Writes all reports. On GitHub the step's summary gets the verdict as well. */
export async function report(reporters: readonly Reporter[], reported: Reported): Promise<void> {
  for (const { name, file } of reporters) {
    if (name === 'ndjson') continue;
    const text = await REPORTS[name]({ ...reported, colours: reported.colours && file === null });
    if (file === null) process.stdout.write(text);
    else writeFileSync(file, text);
    const summary = process.env.GITHUB_STEP_SUMMARY ?? '';
    if (name === 'github' && summary !== '') appendFileSync(summary, await REPORTS.markdown(reported));
  }
}

/** Whether standard output is for a program: nothing is said beside it then. */
export function writesDocument(reporters: readonly Reporter[]): boolean {
  return reporters.some(({ name, file }) => file === null && name !== 'text' && name !== 'github');
}
