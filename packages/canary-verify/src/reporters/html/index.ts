import type { Verdict } from '../../verdict/verdict.js';
import type { CoursePoint } from './course.js';
import { page } from './page.js';

export type { CoursePoint } from './course.js';

/**
 * The verdict as one HTML file to be kept or sent around: it loads nothing, and needs no script.
 *
 * `course` is how the first arm went on; without it there is no picture of the run. `written` is the moment that the
 * page names.
 */
export function htmlReport(
  verdict: Verdict,
  course: readonly CoursePoint[],
  written: Date = new Date(),
): string {
  return page({ verdict, course, written }).markup;
}
