/** The most lines of an answer that are read: a line for each of 50,000 servers. */
const MOST_LINES = 50_000;

/** The lines of an answer that are not empty, one after the other. Throws when there are more than may be read. */
export function* linesOf(text: string): Generator<string> {
  let lines = 0;
  for (let at = 0; at < text.length; ) {
    const found = text.indexOf('\n', at);
    const end = found === -1 ? text.length : found;
    if (end > at) {
      if (++lines > MOST_LINES) throw new Error(`its answer has more than ${MOST_LINES} lines`);
      yield text.slice(at, end);
    }
    at = end + 1;
  }
}
