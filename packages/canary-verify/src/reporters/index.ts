import type { Verdict } from '../verdict/verdict.js';
import type { CoursePoint } from './html/course.js';
import { jsonReport } from './json.js';
import { ndjsonLine } from './ndjson.js';
import { textReport } from './text.js';

export type { CoursePoint } from './html/course.js';
export { rolloutLine } from './rollout-text.js';

/** The input of a report. */
export interface ReportInput {
  verdict: Verdict;
  /** How the first arm went on, for reports that draw it. Default: no points. */
  course?: readonly CoursePoint[];
  /** ANSI colours, where the report has any. Default false. */
  colours?: boolean;
}

/** Turns a verdict into text. */
export type Reporter = (input: ReportInput) => string | Promise<string>;

/** The names of the reporters, in the order of the help. */
export const REPORTER_NAMES = [
  'text',
  'json',
  'ndjson',
  'markdown',
  'junit',
  'github',
  'html',
  'prometheus',
] as const;

/** The name of a reporter. */
export type ReporterName = (typeof REPORTER_NAMES)[number];

/** The reporters by their names. A new one is a file of this folder and its name in both lists. Most are loaded when they are called. */
export const REPORTERS: Readonly<Record<ReporterName, Reporter>> = {
  text: ({ verdict, colours = false }) => textReport(verdict, colours),
  json: ({ verdict }) => jsonReport(verdict),
  ndjson: ({ verdict }) => ndjsonLine({ event: 'verdict', ...verdict }),
  markdown: async ({ verdict }) => (await import('./markdown.js')).markdownReport(verdict),
  junit: async ({ verdict }) => (await import('./junit.js')).junitReport(verdict),
  github: async ({ verdict, colours = false }) =>
    (await import('./github.js')).githubReport(verdict, textReport(verdict, colours)),
  html: async ({ verdict, course = [] }) => (await import('./html/index.js')).htmlReport(verdict, course),
  prometheus: async ({ verdict }) => (await import('./prometheus.js')).prometheusReport(verdict),
};

/**
 * Writes a report on a verdict and returns its text.
 *
 * @param name which report: one of {@link REPORTER_NAMES}.
 * @throws RangeError when there is no reporter of that name.
 *
 * @example
 * import { verify } from 'canary-verify';
 * import { renderReport } from 'canary-verify/reporters';
 *
 * const verdict = await verify({ target: 'http://localhost:48151/version', expect: '10%' });
 * console.log(await renderReport('text', { verdict }));
 */
export async function renderReport(name: ReporterName, input: ReportInput): Promise<string> {
  if (!Object.hasOwn(REPORTERS, name))
    throw new RangeError(`a reporter is one of ${REPORTER_NAMES.join(', ')}, got ${String(name)}`);
  return REPORTERS[name](input);
}
