/** Why a request brought no answer that counts. */
export type FailureCause =
  | 'refused'
  | 'unreachable'
  | 'unresolved'
  | 'reset'
  | 'timeout'
  | 'tls'
  | 'malformed'
  | `http-${number}`;

/** More of a body than this is not needed to know the version; whoever sends more is cut off. */
export const MOST_BODY_BYTES: number = 256 * 1024;

/**
 * More bytes than these are no answer: the longest body with each byte in a chunk of its own (six bytes), and headers. A server
 * may lengthen chunk sizes, early responses (1xx), the reason phrase and trailers without end.
 */
export const MOST_ANSWER_BYTES: number = 2 * 1024 * 1024;

/** One answered request, as the connection hands it over. Header names are in lower case. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body as it was sent: perhaps compressed, perhaps not UTF-8. */
  body: Buffer;
}

/** All values of a header, as one; null when it was not sent. */
export function headerOf({ headers }: Answer, name: string): string | null {
  const value = headers[name];
  return (Array.isArray(value) ? value.join(', ') : value) ?? null;
}

/** A header takes so much memory besides its characters, in bytes, about: the objects of V8 that hold it. */
const BYTES_PER_HEADER = 100;

/** The memory that an answer takes, in bytes, about. */
export function memoryOf({ headers, body }: Answer): number {
  let bytes = body.length;
  for (const [name, value] of Object.entries(headers))
    for (const one of Array.isArray(value) ? value : [value ?? ''])
      bytes += BYTES_PER_HEADER + name.length + one.length;
  return bytes;
}

/** One request's outcome: an answer, or the cause of its failure. */
export interface Observation {
  /** Index of the arm that the request belongs to. */
  arm: number;
  outcome: Answer | FailureCause;
  /** When it was sent, in milliseconds since 1970. */
  sentAt: number;
  /** From dispatch to the last byte, in milliseconds. */
  durationMs: number;
  /** The TCP connection that it came over. */
  connection: number;
  /** Index of the address that it was sent to, among those of the target. */
  address: number;
}
