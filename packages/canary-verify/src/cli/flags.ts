import { parseArgs } from 'node:util';
import { quoted, UsageError } from '../errors.js';
import { nearest } from './nearest.js';

const FLAGS = {
  expect: { type: 'string' },
  tolerance: { type: 'string' },
  leak: { type: 'string' },
  confidence: { type: 'string' },
  decide: { type: 'boolean' },
  'decide-half': { type: 'boolean' },
  replicas: { type: 'string' },
  consul: { type: 'string' },
  services: { type: 'string' },
  path: { type: 'string' },
  header: { type: 'string', short: 'H', multiple: true },
  method: { type: 'string', short: 'm' },
  body: { type: 'string' },
  insecure: { type: 'boolean' },
  cacert: { type: 'string' },
  cert: { type: 'string' },
  key: { type: 'string' },
  'connect-to': { type: 'string' },
  'unix-socket': { type: 'string' },
  by: { type: 'string' },
  canary: { type: 'string' },
  stable: { type: 'string' },
  connections: { type: 'string', short: 'c' },
  'connection-mode': { type: 'string' },
  'max-requests': { type: 'string', short: 'n' },
  'max-time': { type: 'string' },
  timeout: { type: 'string', short: 't' },
  'max-failures': { type: 'string' },
  json: { type: 'boolean' },
  reporter: { type: 'string', multiple: true },
  quiet: { type: 'boolean', short: 'q' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** The flags that there are, without their dashes. */
export const FLAG_NAMES: readonly string[] = Object.keys(FLAGS);

export type Environment = Readonly<Record<string, string | undefined>>;

type Parsed = ReturnType<typeof parseArgs<{ options: typeof FLAGS; allowPositionals: true }>>;

/** What was asked for: by flags, else by the environment. */
export interface Flags {
  values: Parsed['values'];
  target: string | undefined;
}

/**
 * Reads the flags, and for each that is not given the variable CANARY_VERIFY_NAME (`--max-time`: CANARY_VERIFY_MAX_TIME;
 * the URL: CANARY_VERIFY_TARGET). One line of a variable is one of several values.
 */
export function parseFlags(argv: readonly string[], env: Environment): Flags {
  const { values, positionals } = parse(argv);
  if (positionals.length > 1)
    throw new UsageError('target', `wants one URL, got ${positionals.map(quoted).join(' and ')}`);
  const missing = FLAG_NAMES.filter((name) => !(name in values) && !NOT_FROM_ENVIRONMENT.includes(name));
  const inherited = parse(missing.flatMap((name) => fromEnvironment(name, env)));
  return { values: { ...inherited.values, ...values }, target: positionals[0] ?? env.CANARY_VERIFY_TARGET };
}

const NOT_FROM_ENVIRONMENT: readonly string[] = ['help', 'version'];

/** A variable as the flags that it stands for. */
function fromEnvironment(name: string, env: Environment): string[] {
  const variable = `CANARY_VERIFY_${name.replaceAll('-', '_').toUpperCase()}`;
  const text = env[variable];
  if (text === undefined || text === '') return [];
  if (FLAGS[name as keyof typeof FLAGS].type === 'string')
    return text.split('\n').map((line) => `--${name}=${line}`);
  if (text === 'true' || text === '1') return [`--${name}`];
  if (text === 'false' || text === '0') return [];
  throw new UsageError('environment', `${variable} wants true or false, got ${quoted(text)}`);
}

function parse(argv: readonly string[]): Parsed {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, allowPositionals: true });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const problem = error.message.split('. ')[0] ?? '';
    const [, mistyped] = /^Unknown option '--([^']+)'/.exec(problem) ?? [];
    const meant = mistyped === undefined ? null : nearest(mistyped, FLAG_NAMES);
    throw new UsageError('arguments', meant === null ? problem : `${problem}; did you mean --${meant}?`);
  }
}
