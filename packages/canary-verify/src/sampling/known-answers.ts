import { util } from 'undici';
import type { Answer } from '../observation.js';

/** A response as it came: names and values of its headers in turn, and its body in one piece. */
export interface RawAnswer {
  status: number;
  headers: readonly Buffer[];
  body: Buffer;
}

/** So many different answers are known at the same time, and only those as short as that, in bytes: bounds memory. */
const MOST_KNOWN = 1_000;
const MOST_BYTES = 4_096;

/**
 * Answers that came before, by their bytes. A replica says the same again and again, at most with another `Date` each
 * second: the same bytes give the same object, and nothing is read or told apart twice.
 */
export class KnownAnswers {
  readonly #answers = new Map<string, Answer>();

  /** The answer that these bytes are. */
  read(raw: RawAnswer): Answer {
    const head = headIn(raw.headers);
    if (head === null || head.length + raw.body.length > MOST_BYTES) return parsed(raw);
    const bytes = head.toString('latin1') + raw.body.toString('latin1');
    const known = this.#answers.get(bytes);
    // The status stands before the headers. The same bytes might also be divided otherwise between head and body.
    if (known?.status === raw.status && known.body.length === raw.body.length) return known;
    if (this.#answers.size >= MOST_KNOWN) this.#answers.clear();
    const answer = parsed(raw);
    this.#answers.set(bytes, answer);
    return answer;
  }
}

function parsed({ status, headers, body }: RawAnswer): Answer {
  return { status, headers: util.parseHeaders([...headers]), body };
}

/** All headers as they stood on the wire, from the first name to the last value; null when they came in several pieces. */
function headIn(headers: readonly Buffer[]): Buffer | null {
  const first = headers[0];
  const last = headers.at(-1);
  if (first === undefined || last === undefined) return null;
  const length = last.byteOffset + last.length - first.byteOffset;
  if (first.buffer !== last.buffer || length <= 0) return null;
  return Buffer.from(first.buffer, first.byteOffset, length);
}
