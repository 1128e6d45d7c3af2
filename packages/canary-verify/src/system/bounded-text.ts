/** How many characters may still be read, of several answers together. */
export interface ReadingLimit {
  /** The limit, for the error. */
  most: number;
  left: number;
}

/** A limit for answers to one question. `most`: in characters. */
export function readingLimit(most: number): ReadingLimit {
  return { most, left: most };
}

/** Counts what has come. Throws when it is more than may be read: what is cut is not half an answer. */
export function spend(limit: ReadingLimit, characters: number): void {
  limit.left -= characters;
  if (limit.left < 0)
    throw new Error(`its answer has more than ${limit.most / 1_000_000} million characters`);
}

/** The text of a response. Throws when it is longer than may be read; the connection is given up then. */
export async function textWithin(response: Response, limit: ReadingLimit): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  // Leaving the loop gives the connection up.
  for await (const part of response.body) {
    const more = decoder.decode(part, { stream: true });
    spend(limit, more.length);
    text += more;
  }
  return text + decoder.decode();
}
