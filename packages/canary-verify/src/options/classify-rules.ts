import { quoted, UsageError } from '../text/usage-error.js';
import { type TextMatch, textMatch } from './text-match.js';

/** A place in a response where a text stands. */
export type AnswerPlace =
  | { kind: 'header'; name: string }
  | { kind: 'json'; pointer: readonly string[] }
  | { kind: 'body'; match: TextMatch };

/**
 * How a response says which version it came from.
 *
 * `default` asks, in this order: the `X-Service-Track` header or `track` field; a service name ending in `-v1` (stable)
 * or `-v2` (canary); and when exactly two versions answer, the higher one is the canary.
 */
export type ClassifySource =
  | { kind: 'default' }
  | AnswerPlace
  /** An endpoint that only the canary has: any 2xx is the canary, 404 the stable version. */
  | { kind: 'status' };

export interface ClassifyRules {
  source: ClassifySource;
  /** The value that means canary, or null when it is to be found out. */
  canary: string | null;
  stable: string | null;
  /** Where a response names the replica that gave it; null for the `X-Service-Instance` header or `instance` field. */
  instance: AnswerPlace | null;
  /** An expectation names versions, which may be names of services: these stand in the body alone. */
  readsService: boolean;
}

/** The options that say how versions are told apart. */
export interface ClassifyOptions {
  /**
   * How a response says its version: `header:NAME`, `json:/pointer`, `body:REGEX` or `status`.
   * Of a regular expression (JavaScript's, without flags) the first group counts or, without one, the whole match.
   * Default, in this order: the `X-Service-Track` header or `track` field; a service name that ends in `-v1` (stable) or `-v2` (canary); of exactly two versions, the higher one is the canary.
   */
  by?: string;
  /** The value of `by` that means canary. */
  canary?: string;
  /** The value of `by` that means stable. */
  stable?: string;
  /**
   * Where a response names the replica that gave it: `header:NAME`, `json:/pointer` or `body:REGEX`, read as for `by`.
   * Default: the `X-Service-Instance` header, else the `instance` field of a JSON body.
   */
  instance?: string;
}

/** Reads `by`, `canary`, `stable` and `instance`. `readsService`: an expectation names versions. */
export function readClassifyRules(
  { by, canary, stable, instance }: ClassifyOptions,
  readsService: boolean,
): ClassifyRules {
  if (canary !== undefined && canary === stable)
    throw new UsageError('canary', `and \`stable\` must differ; got ${quoted(canary)} for both`);
  return {
    source: readSource(by),
    canary: canary ?? null,
    stable: stable ?? null,
    instance: instance === undefined ? null : readInstance(instance),
    readsService,
  };
}

/** Reads `secondHop`: where a response says the version of the service that its own service has asked. */
export function readSecondHop(written: string): ClassifySource {
  const source = readField(written);
  if (source !== null) return source;
  throw new UsageError('secondHop', `must be header:NAME or json:/POINTER; got ${quoted(written)}`);
}

function readSource(by: string | undefined): ClassifySource {
  if (by === undefined) return { kind: 'default' };
  if (by === 'status') return { kind: 'status' };
  const place = readPlace('by', by);
  if (place !== null) return place;
  throw new UsageError('by', `must be header:NAME, json:/POINTER, body:REGEX or status; got ${quoted(by)}`);
}

function readInstance(written: string): AnswerPlace {
  const place = readPlace('instance', written);
  if (place !== null) return place;
  throw new UsageError(
    'instance',
    `must be header:NAME, json:/POINTER or body:REGEX; got ${quoted(written)}`,
  );
}

function readPlace(option: string, written: string): AnswerPlace | null {
  if (!written.startsWith('body:')) return readField(written);
  return { kind: 'body', match: readPattern(option, written.slice('body:'.length)) };
}

function readField(written: string): AnswerPlace | null {
  const [, header] = /^header:([!#$%&'*+.^_`|~0-9A-Za-z-]+)$/.exec(written) ?? [];
  if (header !== undefined) return { kind: 'header', name: header.toLowerCase() };
  const [, pointer] = /^json:((?:\/[^/]*)+)$/.exec(written) ?? [];
  return pointer === undefined ? null : { kind: 'json', pointer: readPointer(pointer) };
}

function readPattern(option: string, written: string): TextMatch {
  try {
    if (written !== '') return textMatch(written);
  } catch {
    // Refused below, as the empty one is, which matches everything.
  }
  throw new UsageError(option, `must be body:REGEX with a valid regular expression; got ${quoted(written)}`);
}

/** Splits a JSON Pointer into its keys (RFC 6901, section 4: ~1 stands for a slash, ~0 for a tilde). */
function readPointer(pointer: string): string[] {
  return pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}
