import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

/** Their errors are seen in tests of their own: of the harness in test/topology, of the matchers in test/matchers. */
const ELSEWHERE = /^(?:topology|matchers)\//;

/** Places in the built program at which a UsageError is made, by what they say: the library and the command have each its own. */
export function usageErrorSites(): Map<string, Site[]> {
  const sites = new Map<string, Site[]>();
  for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.js')) continue;
    const text = readFileSync(join(dist, name), 'utf8');
    const url = pathToFileURL(join(dist, name)).href;
    for (const { index } of text.matchAll(/new UsageError\(/g)) {
      const module = moduleAt(text, index) ?? name;
      if (ELSEWHERE.test(module)) continue;
      const place = `${module}: ${written(text, index)}`;
      sites.set(place, [...(sites.get(place) ?? []), { url, offset: index }]);
    }
  }
  return sites;
}

/** Where several modules were put into one file: which of them this is, `options.js`. */
function moduleAt(text: string, index: number): string | undefined {
  return /[\s\S]*^\/\/(?:#region)? dist\/(\S+\.js)$/m.exec(text.slice(0, index))?.[1];
}

/** Its words, without what is put into them: the bundler writes values in a way of its own. */
function written(text: string, index: number): string {
  const [statement = ''] = text.slice(index).split(';', 1);
  const [, ...words] = statement.split(',');
  return words
    .join(',')
    .replace(/\$\{.*?\}/g, '…')
    .replace(/[\s\\()"'`]/g, '')
    .slice(0, 40);
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

/** Whether one of the processes that wrote into the folder has come to one of these places. */
export function wasReached(folder: string): (sites: readonly Site[]) => boolean {
  const scripts = readdirSync(folder).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Coverage;
    return result;
  });
  return (sites) =>
    sites.some(({ url, offset }) =>
      scripts.some(
        (script) =>
          script.url === url &&
          countAt(
            script.functions.flatMap(({ ranges }) => ranges),
            offset,
          ) > 0,
      ),
    );
}

/** Of the ranges around a place the shortest one says how often it was executed. */
function countAt(ranges: readonly Range[], offset: number): number {
  const around = ranges.filter(({ startOffset, endOffset }) => startOffset <= offset && offset < endOffset);
  const length = ({ startOffset, endOffset }: Range) => endOffset - startOffset;
  const [innermost] = around.sort((one, other) => length(one) - length(other));
  return innermost?.count ?? 0;
}
