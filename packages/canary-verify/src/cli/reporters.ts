import { REPORTER_NAMES, type ReporterName } from '../reporters/index.js';
import { quoted, UsageError } from '../text/usage-error.js';
import { doubledPlaces, expectWritable } from './report-place.js';

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
  const doubled = doubledPlaces(reporters.map(({ file }) => file));
  if (doubled !== null) throw refused(doubled);
  return reporters;
}

function refused([first, second]: NonNullable<ReturnType<typeof doubledPlaces>>): UsageError {
  const [one, other] = [first, second].map((file) => quoted(file ?? 'standard output'));
  const same = one === other ? '' : `, which is the same as ${other}`;
  return new UsageError(
    'reporter',
    `cannot put two reports into ${one}${same}: set a file of its own for one of them, NAME=FILE`,
  );
}

function readReporter(written: string): ReportRequest {
  const [, name = '', file = null] = /^([^=]+)(?:=(.+))?$/s.exec(written) ?? [];
  const known = REPORTER_NAMES.find((one) => one === name);
  if (known === undefined)
    throw new UsageError(
      'reporter',
      `must be ${REPORTER_NAMES.join(', ')}, or NAME=FILE; got ${quoted(written)}`,
    );
  if (file !== null) expectWritable(file);
  return { name: known, file };
}

/** Whether standard output is for a program: nothing is said beside it then. */
export function writesDocument(reporters: readonly ReportRequest[]): boolean {
  return reporters.some(({ name, file }) => file === null && name !== 'text' && name !== 'github');
}
