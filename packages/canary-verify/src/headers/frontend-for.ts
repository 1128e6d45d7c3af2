import { type HaproxyConfig, proxyLines, type Section } from '../haproxy/index.js';
import { printable } from '../text/printable.js';
import { quoted, UsageError } from '../text/usage-error.js';

/**
 * The `frontend` or `listen` that requests arrive at: the one that is named, or the only one that listens on the port, or may
 * do so as its addresses are not known. Throws a UsageError that names those that there are.
 */
export function frontendFor(config: HaproxyConfig, port: number, named: string | undefined): string {
  const all = config.sections.filter(({ kind, name }) => isAsked(kind) && name !== null);
  const names = [...new Set(all.map(({ name }) => name as string))];
  const listed = names.map((name) => printable(name, 40)).join(', ');
  if (names.length === 0)
    throw new UsageError('config', 'must have a frontend or listen section, and has none');
  if (named !== undefined) {
    if (names.includes(named)) return named;
    throw new UsageError('frontend', `must be one of ${listed}; got ${quoted(named)}`);
  }
  const listening = all.filter(listensOn(port));
  const asked = listening.length > 0 || names.length > 1 ? listening : all.filter(listensAnywhere);
  const [only, ...others] = [...new Set(asked.map(({ name }) => name))];
  if (typeof only === 'string' && others.length === 0) return only;
  const found = only === undefined ? 'none' : 'more than one';
  throw new UsageError(
    'frontend',
    `must be set to one of ${listed}: ${found} of them listens on port ${port}. Where another port leads to HAProxy's, name it`,
  );
}

function isAsked(kind: string): boolean {
  return kind === 'frontend' || kind === 'listen';
}

/** A section without an address that can be read, by its lines or at all. */
function listensAnywhere(section: Section): boolean {
  const binds = proxyLines(section).filter(({ words }) => words[0] === 'bind');
  return binds.every(
    ({ words: [, addresses = ''], doubt }) => doubt !== null || !/:\d+(?:-\d+)?(?:,|$)/.test(addresses),
  );
}

/** By its `bind` lines (configuration manual, section 4.2, "bind"); what a variable leaves open listens nowhere. */
function listensOn(port: number): (section: Section) => boolean {
  return (section) =>
    proxyLines(section)
      .filter(({ words, doubt }) => words[0] === 'bind' && doubt === null)
      .flatMap(({ words: [, addresses = ''] }) => addresses.split(','))
      .some((address) => {
        const [, first, last = first] = /:(\d+)(?:-(\d+))?$/.exec(address) ?? [];
        return Number(first) <= port && port <= Number(last);
      });
}
