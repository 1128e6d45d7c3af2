import { appendFileSync, writeFileSync } from 'node:fs';
import { ndjsonLine, type RunEvent } from '../reporters/ndjson.js';
import { print } from './output.js';
import type { ReportRequest } from './reporters.js';
import { toFile } from './write-reports.js';

/** Writes the events of a run while it goes on. */
export interface EventStream {
  tell(event: RunEvent): void;
  /** Resolves to the failures when all that was told is written. */
  written(): Promise<unknown[]>;
}

/** The events go to the places of the `ndjson` reporters. The plan comes first. Null if there is no such reporter. */
export function eventStream(reporters: readonly ReportRequest[]): EventStream | null {
  const places = reporters.filter(({ name }) => name === 'ndjson').map(({ file }) => new EventPlace(file));
  if (places.length === 0) return null;
  return {
    tell: (event) => places.forEach((place) => void place.tell(event)),
    written: async () => (await Promise.all(places.map((place) => place.written()))).flat(),
  };
}

const WHAT = 'the ndjson report';

/** One place. After its first failure nothing more is written to it. */
class EventPlace {
  readonly #file: string | null;
  #failures: unknown[] = [];
  #last: Promise<void> = Promise.resolve();

  constructor(file: string | null) {
    this.#file = file;
  }

  tell(event: RunEvent): void {
    if (this.#failures.length > 0) return;
    const write = event.event === 'plan' ? writeFileSync : appendFileSync;
    this.#last = this.#write(event, write).catch((error) => void this.#failures.push(error));
  }

  async written(): Promise<unknown[]> {
    await this.#last;
    return this.#failures.slice(0, 1);
  }

  async #write(event: RunEvent, write: (file: string, text: string) => void): Promise<void> {
    const line = ndjsonLine(event);
    const file = this.#file;
    if (file === null) await print(line, WHAT);
    else toFile(WHAT, file, () => write(file, line));
  }
}
