import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const src = fileURLToPath(new URL('../../src/', import.meta.url));

/** Places in the built program at which a UsageError is made: "options.js: new UsageError('path', …". */
export function usageErrorSites(): Map<string, Site> {
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    // A build leaves behind what an older one has written.
    .filter((name) => existsSync(join(src, name.replace(/\.js$/, '.ts'))));
  const sites = files.flatMap((name) => {
    const text = readFileSync(join(dist, name), 'utf8');
    const url = pathToFileURL(join(dist, name)).href;
    return [...text.matchAll(/new UsageError\(.*/g)].map(
      ({ index, 0: line }) => [`${name}: ${line}`, { url, offset: index }] as const,
    );
  });
  return new Map(sites);
}

interface Site {
  url: string;
  offset: number;
}

/** What V8 writes of a process that runs with NODE_V8_COVERAGE, as far as it is used. */
interface Coverage {
  result: { url: string; functions: { ranges: Range[] }[] }[];
}

interface Range {
  startOffset: number;
  endOffset: number;
  count: number;
}

/** Whether one of the processes that wrote into the folder has come to this place. */
export function wasReached(folder: string): (site: Site) => boolean {
  const scripts = readdirSync(folder).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Coverage;
    return result;
  });
  return ({ url, offset }) =>
    scripts.some(
      (script) =>
        script.url === url &&
        countAt(
          script.functions.flatMap(({ ranges }) => ranges),
          offset,
        ) > 0,
    );
}

/** Of the ranges around a place the shortest one says how often it was executed. */
function countAt(ranges: readonly Range[], offset: number): number {
  const around = ranges.filter(({ startOffset, endOffset }) => startOffset <= offset && offset < endOffset);
  const length = ({ startOffset, endOffset }: Range) => endOffset - startOffset;
  const [innermost] = around.sort((one, other) => length(one) - length(other));
  return innermost?.count ?? 0;
}
