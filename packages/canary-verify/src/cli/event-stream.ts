import { appendFileSync, writeFileSync } from 'node:fs';
import { ndjsonLine, type RunEvent } from '../reporters/ndjson.js';
import type { ReportRequest } from './reporters.js';

/**
 * Writes the events of a run while it goes on, to the places of the `ndjson` reporters. The plan comes first. Null
 * if there is no such reporter.
 */
export function eventStream(reporters: readonly ReportRequest[]): ((event: RunEvent) => void) | null {
  const places = reporters.filter(({ name }) => name === 'ndjson').map(({ file }) => file);
  if (places.length === 0) return null;
  return (event) => {
    for (const file of places)
      if (file === null) process.stdout.write(ndjsonLine(event));
      else if (event.event === 'plan') writeFileSync(file, ndjsonLine(event));
      else appendFileSync(file, ndjsonLine(event));
  };
}
