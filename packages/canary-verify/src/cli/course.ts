import type { Progress } from '../options/progress.js';
import type { CoursePoint } from '../reporters/html/course.js';

/** Beyond so many points every other one is left out: a picture has no room for more. */
const MOST_POINTS = 400;

/** Notes how a run goes on, for the reports that draw it. */
export class Course {
  #points: CoursePoint[] = [];
  #every = 1;
  #calls = 0;

  note({ requests, elapsedMs, share, interval, failed }: Progress): void {
    if (this.#calls++ % this.#every !== 0) return;
    const [low, high] = interval ?? [0, 1];
    this.#points.push({ requests, elapsedMs, share, low, high, failed });
    if (this.#points.length <= MOST_POINTS) return;
    this.#points = this.#points.filter((_, index) => index % 2 === 0);
    this.#every *= 2;
  }

  get points(): readonly CoursePoint[] {
    return this.#points;
  }
}
