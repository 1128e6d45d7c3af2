import type { HaproxyConfig, Section } from '../configuration/configuration.js';
import { proxyLines } from '../configuration/proxy-lines.js';
import { type ProxyLine, readProxy } from './reading/read-proxy.js';
import type { PatternFiles, ProxyRules, RoutingRules } from './rules.js';

/**
 * Which requests a configuration sends where, as data. What is not understood is in it as such: it never becomes a claim.
 *
 * @param files What map files and files of patterns hold, by the names that the configuration gives them. Of others it is
 *   not known.
 */
export function routingRules(config: HaproxyConfig, files: PatternFiles = {}): RoutingRules {
  const proxies = config.sections
    .filter(({ kind }) => KINDS.has(kind))
    .map((section) => readProxy(section, linesOf(section)));
  const words = config.sections.flatMap(({ lines }) => lines.map((line) => line.words));
  return {
    frontends: proxies.filter(({ kind }) => kind !== 'backend'),
    backends: proxies.filter(({ kind }) => kind !== 'frontend'),
    files,
    lasting: new Set(
      words.flatMap(
        ([, action = '', second = '']) => sessionVariable(action) ?? sessionVariable(second) ?? [],
      ),
    ),
    unsureFiles: unsureFiles(words.map((line) => line.join(' '))),
    remarks: [...config.remarks, ...proxies.flatMap(remarksOf)],
  };
}

const KINDS: ReadonlySet<string> = new Set(['frontend', 'listen', 'backend']);

function linesOf(section: Section): ProxyLine[] {
  const own = new Set(section.lines);
  return proxyLines(section).map((line) => ({ line, inherited: !own.has(line) }));
}

function sessionVariable(action: string): string | null {
  return /^set-var(?:-fmt)?\((sess\.[\w.]+)/.exec(action)?.[1] ?? null;
}

/** What rules change while HAProxy runs, and what HAProxy itself mixes up. */
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

/** Where a line matches by a file in a way whose results HAProxy remembers. */
function cachedUses(line: string): { file: string; method: string }[] {
  const maps = [...line.matchAll(/\bmap_(sub|end)(?:_\w+)?\(([^,)]*)/g)];
  const patterns = /(?:-m |_)(sub|end)\b.* -f (\S+)/.exec(line);
  const found = patterns === null ? maps : [...maps, patterns];
  return found.map(([, method = '', file = '']) => ({ file: file.replace(/^["']|["']$/g, ''), method }));
}

/** What of a proxy's rules could not be read. */
function remarksOf({ rules }: ProxyRules): RoutingRules['remarks'] {
  const unread = rules.flatMap(({ condition, effect, place, text }) => {
    const tests = (condition?.alternatives ?? []).flat().flatMap(({ acl }) => acl.tests);
    const remarks = tests.flatMap((test) => (test.kind === 'unknown' ? [test.remark] : []));
    return effect.kind === 'unknown' ? [...remarks, { place, text, why: effect.why }] : remarks;
  });
  return unread;
}
