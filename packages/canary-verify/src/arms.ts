import { UsageError } from './errors.js';
import { type Expectation, readExpectation } from './expectation.js';
import type { VerifyOptions } from './options.js';

/** One kind of request with one expectation. */
export interface ArmOptions {
  /** How the report calls it. */
  name: string;
  headers?: Readonly<Record<string, string>>;
  expect: string | number;
  tolerance?: string | number;
}

export interface Arm {
  name: string;
  headers: Readonly<Record<string, string>>;
  expectation: Expectation;
}

/** Reads the arms: those given, or a single one without marks. */
export function readArms(options: VerifyOptions): [Arm, ...Arm[]] {
  const common = readHeaders(options.headers ?? {});
  const leak = options.leak ?? '1%';
  if (options.arms !== undefined && options.expect !== undefined)
    throw new UsageError('expect', 'cannot stand beside `arms`: give each arm its own expectation');
  const arms = options.arms ?? [unmarked(options)];
  const [first, ...rest] = arms.map((arm) => ({
    name: arm.name,
    headers: { ...common, ...readHeaders(arm.headers ?? {}) },
    expectation: readExpectation({ expect: arm.expect, tolerance: arm.tolerance ?? options.tolerance, leak }),
  }));
  if (first === undefined) throw new UsageError('arms', 'wants at least one arm, got none');
  return [first, ...rest];
}

function unmarked({ expect, tolerance }: VerifyOptions): ArmOptions {
  if (expect === undefined)
    throw new UsageError(
      'expect',
      'is missing: the share of requests that should reach the canary, such as 10%',
    );
  return { name: 'all requests', expect, ...(tolerance === undefined ? {} : { tolerance }) };
}

/** These say how the connection is used, which is the client's own affair: a length of one's own could smuggle a request. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Refuses what could smuggle a second header or request into the connection (RFC 9110, section 5.5). What stands in a
 * header may be a secret, also when it is written wrongly: it is never quoted.
 */
function readHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [index, [name, value]] of Object.entries(headers).entries()) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      throw new UsageError(
        'headers',
        `want names such as X-Canary: number ${index + 1} has a character that no name may have`,
      );
    if (CONNECTION_HEADERS.has(name.toLowerCase()))
      throw new UsageError('headers', `cannot have ${name}: the connection is the client's own affair`);
    if (typeof value !== 'string' || /[^\t\x20-\x7e\x80-\xff]/.test(value))
      throw new UsageError(
        'headers',
        `must not carry control characters, nor such beyond Latin-1: look at the value of ${name}`,
      );
  }
  return headers;
}
