import type { Verdict } from '../../verdict/verdict.js';

/** How far the first arm had come at one moment of the run. */
export interface CoursePoint {
  /** Requests so far; over all arms, where there are several. */
  requests: number;
  elapsedMs: number;
  /** The canary's share of the identified responses so far, as a fraction; null while there are none. */
  share: number | null;
  /** The shares that the counts left possible then, as fractions. */
  low: number;
  high: number;
  /** Failed requests so far; over all arms, where there are several. */
  failed: number;
}

/** A point at which a share was known. */
export interface SharePoint extends CoursePoint {
  share: number;
}

/**
 * The course of the attempt that counted, up to its end: what came before requests were asked again is left out, and
 * where the last point was noted before the end, the figures of the verdict are the end. Nothing stays nothing.
 */
export function completed(course: readonly CoursePoint[], { arms, durationMs }: Verdict): CoursePoint[] {
  const again = course.findLastIndex(({ requests }, index) => requests < (course[index - 1]?.requests ?? 0));
  const points = course.slice(Math.max(0, again));
  const [last, first] = [points.at(-1), arms[0]];
  if (last === undefined || first === undefined) return points;
  const requests = arms.reduce((total, arm) => total + arm.requests, 0);
  if (last.requests >= requests) return points;
  const [low, high] = first.interval ?? [0, 1];
  const failed = arms.reduce((total, arm) => total + arm.failed, 0);
  const elapsedMs = Math.max(last.elapsedMs, durationMs);
  return [...points, { requests, elapsedMs, share: first.share, low, high, failed }];
}

/** The points at which a share was known, in the order of the run. */
export function sharePoints(course: readonly CoursePoint[]): SharePoint[] {
  return course.filter((point): point is SharePoint => point.share !== null);
}

/** At most so many of the items, evenly apart, always with the first and the last. */
export function thinned<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items];
  const step = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => items[Math.round(index * step)] as Item);
}
