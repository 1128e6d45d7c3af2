import type { ConfigLine, HaproxyConfig, Place, Section } from '../haproxy/configuration/configuration.js';
import { proxyLines } from '../haproxy/configuration/proxy-lines.js';

/** A `server-template` line, or the `server` lines of one prefix, as they stand in the configuration. */
export interface ConfiguredTemplate {
  backend: string;
  prefix: string;
  algorithm: string | null;
  /** The name that DNS is asked for: `_shop._tcp.service.consul`; null: an address. */
  record: string | null;
  /** The `resolvers` section that is asked. */
  resolvers: string | null;
  place: Place;
  /** The words after the address, those of `default-server` before them. */
  options: readonly { word: string; value: string | null; place: Place }[];
}

/** The lines of all backends from which servers come. */
export function configuredTemplates(config: HaproxyConfig): ConfiguredTemplate[] {
  return config.sections
    .filter(({ kind, name }) => (kind === 'backend' || kind === 'listen') && name !== null)
    .flatMap(templatesIn);
}

function templatesIn(section: Section): ConfiguredTemplate[] {
  const lines = proxyLines(section);
  const balance = lines.filter(({ words }) => words[0] === 'balance').at(-1);
  const defaults = lines
    .filter(({ words }) => words[0] === 'default-server')
    .flatMap((line) => optionsIn(line, 1));
  return lines.flatMap((line) => {
    const [keyword, name = '', second = '', third = ''] = line.words;
    if (keyword !== 'server' && keyword !== 'server-template') return [];
    const host = keyword === 'server' ? second : third;
    const options = [...defaults, ...optionsIn(line, keyword === 'server' ? 3 : 4)];
    return [
      {
        backend: section.name ?? '',
        prefix: keyword === 'server' ? name.replace(/\d+$/, '') : name,
        algorithm: balance?.words[1] ?? null,
        record: /\.service\./.test(host) ? host.replace(/:\d+$/, '') : null,
        resolvers: options.filter(({ word }) => word === 'resolvers').at(-1)?.value ?? null,
        place: line.place,
        options,
      },
    ];
  });
}

/** Each word with the one behind it: which of them take a value is known to whoever looks for them. */
function optionsIn({ words, place }: ConfigLine, from: number): ConfiguredTemplate['options'] {
  return words.slice(from).map((word, index) => ({ word, value: words[from + index + 1] ?? null, place }));
}
