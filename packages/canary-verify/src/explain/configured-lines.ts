import type { ConfigLine, HaproxyConfig, Place, Section } from '../haproxy/configuration/configuration.js';
import { proxyLines } from '../haproxy/configuration/proxy-lines.js';

/** The section of a kind and a name. */
export function sectionOf(config: HaproxyConfig | null, kind: string, name: string): Section | null {
  return config?.sections.find((one) => one.kind === kind && one.name === name) ?? null;
}

/** A backend, or a listen, of this name. */
export function backendNamed(config: HaproxyConfig | null, name: string): Section | null {
  return sectionOf(config, 'backend', name) ?? sectionOf(config, 'listen', name);
}

/** Of the lines that begin with these words, in a section and what it inherits, the last one: it is the one that holds. */
export function lastLine(section: Section, ...begin: readonly string[]): ConfigLine | null {
  const lines = proxyLines(section);
  return lines.filter(({ words }) => begin.every((word, index) => words[index] === word)).at(-1) ?? null;
}

/** The place of the first line, in any section, that begins with this word. */
export function sectionWith(config: HaproxyConfig | null, word: string): Place | null {
  const lines = config?.sections.flatMap((section) => section.lines) ?? [];
  return lines.find(({ words }) => words[0] === word)?.place ?? null;
}
