import type { ConfigLine } from '../../configuration/configuration.js';
import type { RoutingRules } from '../rules/rules.js';

/** The facts of a configuration that one request alone cannot tell. */
export function findUnsure(
  all: readonly ConfigLine[],
): Pick<RoutingRules, 'lasting' | 'unsureVariables' | 'unsureFiles'> {
  // Most lines are servers, and name no variable and no file.
  const lines = all
    .filter(({ words }) => words.some((word) => /\(|lua\.|-f/.test(word)))
    .map(({ words }) => words.join(' '));
  return {
    lasting: new Set(lines.flatMap((line) => /\bset-var(?:-fmt)?\((sess\.[\w.]+)/.exec(line)?.[1] ?? [])),
    unsureVariables: unsureVariables(lines),
    unsureFiles: unsureFiles(lines),
  };
}

/** Variables that change where an expression is asked: by a converter, or by Lua, which may change all of them. */
function unsureVariables(lines: readonly string[]): ReadonlySet<string> | 'all' {
  if (lines.some((line) => /\blua\./.test(line))) return 'all';
  const converted = lines.flatMap((line) => [...line.matchAll(/,\s*(?:un)?set-var\(([\w.]+)/g)]);
  return new Set(converted.map(([, name]) => name as string));
}

/** The files that rules change while HAProxy runs, and those that HAProxy itself mixes up. */
function unsureFiles(lines: readonly string[]): Map<string, string> {
  const unsure = new Map<string, string>();
  for (const line of lines) {
    const changed = /^\S+ (?:add-acl|del-acl|set-map|del-map)\(([^)]*)\)/.exec(line)?.[1];
    if (changed !== undefined) unsure.set(changed, `rules change "${changed}" while it runs`);
  }
  const beside = new Map<string, string>();
  for (const { file, method } of lines.flatMap(cachedUses)) {
    const other = beside.get(file);
    beside.set(file, method);
    // It keeps results of both under the same key (src/pattern.c, pat_lru_tree): which one it gives depends on what it was
    // asked before.
    if (other !== undefined && other !== method)
      unsure.set(file, `HAProxy mixes up what "sub" and "end" find in "${file}"`);
  }
  return unsure;
}

/** The matches of a line against files whose results HAProxy caches. */
function cachedUses(line: string): { file: string; method: string }[] {
  const maps = [...line.matchAll(/\bmap_(sub|end)(?:_\w+)?\(([^,)]*)/g)];
  const patterns = /(?:-m |_)(sub|end)\b.* -f (\S+)/.exec(line);
  const found = patterns === null ? maps : [...maps, patterns];
  return found.map(([, method = '', file = '']) => ({ file: file.replace(/^["']|["']$/g, ''), method }));
}
