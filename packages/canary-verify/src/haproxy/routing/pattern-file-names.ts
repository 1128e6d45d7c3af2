import type { HaproxyConfig } from '../configuration/configuration.js';

const MAP = /\bmap(?:_\w+)?\(([^,()]+)/g;
/** Flags that may stand between `-f` and what begins a test. */
const FILE_FLAG = '-f';
/** `virt@` names a list that no file holds. */
const VIRTUAL = 'virt@';

/** The map files and files of patterns that a configuration reads, by the names that it gives them. */
export function patternFileNames({ sections }: HaproxyConfig): string[] {
  const names = new Set<string>();
  for (const { words } of sections.flatMap(({ lines }) => lines)) {
    for (const [index, word] of words.entries()) {
      const following = words[index + 1];
      if (word === FILE_FLAG && following !== undefined) names.add(following);
      for (const [, name = ''] of word.matchAll(MAP)) names.add(name);
    }
  }
  return [...names].filter((name) => name !== '' && !name.startsWith(VIRTUAL));
}
