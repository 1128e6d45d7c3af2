import type { Progress } from '../options/progress.js';
import { hasView, rolloutView } from '../reporters/rollout-view.js';
import type { JournalRecord } from '../rollout/journal.js';
import { type LiveBlock, liveBlockOn } from './live-block.js';

/** How often the seconds in it are counted on, in milliseconds. */
const REDRAW_MS = 500;

/** Where a rollout stands now, at the bottom of a terminal. */
export class RolloutLive implements Disposable {
  readonly #block: LiveBlock;
  readonly #timer: NodeJS.Timeout;
  #records: readonly JournalRecord[] = [];
  #progress: Progress | null = null;

  constructor(values: { quiet?: boolean }) {
    this.#block = liveBlockOn(values);
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
    this.#timer.unref();
  }

  /** Takes it away, for lines that stay; it is drawn again with what comes next. */
  clear(): void {
    this.#block.clear();
  }

  update(records: readonly JournalRecord[]): void {
    this.#records = records;
    // A run that is told is over.
    this.#progress = null;
    this.#draw();
  }

  readonly progress = (progress: Progress): void => {
    this.#progress = progress;
    this.#draw();
  };

  #draw(): void {
    const moment = { records: this.#records, now: Date.now(), progress: this.#progress };
    if (hasView(this.#records)) this.#block.show((columns) => rolloutView(moment, columns));
    else this.#block.clear();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#block.clear();
  }
}
