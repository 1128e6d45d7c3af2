import { dnsLabel } from '../kinds.js';
import { type OptionReader, shown } from '../option-reader.js';

/**
 * Reads the tags, which Consul takes as they are: those of Traefik and Fabio hold dots, slashes and commas. In the
 * environment they are separated by commas, or a list in JSON where a tag holds commas itself.
 */
export function readTags(given: unknown, reader: OptionReader): readonly string[] {
  const name = given === undefined ? 'SERVICE_TAGS' : '`tags`';
  const tags = given ?? tagsIn(reader.variable('SERVICE_TAGS'), reader);
  if (!Array.isArray(tags)) {
    reader.problem(`${name} wants a list, got ${shown(tags)}`);
    return [];
  }
  for (const tag of tags)
    if (typeof tag !== 'string' || tag.trim() === '' || hasControlCharacter(tag) || !tag.isWellFormed())
      reader.problem(`${name} wants tags that are texts on one line, got ${shown(tag)}`);
  return tags;
}

function tagsIn(text: string | undefined, reader: OptionReader): unknown {
  if (text === undefined) return [];
  if (!text.trimStart().startsWith('[')) return text.split(',').map((tag) => tag.trim());
  try {
    return JSON.parse(text);
  } catch {
    reader.problem(`SERVICE_TAGS wants tags with commas in between or a list in JSON, got ${shown(text)}`);
    return [];
  }
}

/** Tags that Consul's DNS finds no instances by: it knows only labels. */
export function tagsNotInDns(tags: readonly string[]): readonly string[] {
  return tags.filter((tag) => dnsLabel.read(tag) === undefined);
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < ' ' || character === '\u007f');
}
