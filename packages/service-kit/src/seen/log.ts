import { withoutCredentials } from './credentials.js';

/** The facts of a line, by name. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** How much a line of the log matters. */
export type LogLevel = 'info' | 'warn' | 'error';

/** Gets one line at a time, without its end, and what it is about. Nobody waits for a promise, but one that rejects is caught. */
export type LogFunction = (line: string, about: { level: LogLevel; fields: LogFields }) => unknown;

/** A logger with levels: pino, winston, bunyan, Fastify's `app.log`, console and their like. */
export interface LeveledLogger {
  /** What goes as it should. */
  info(...args: never[]): void;
  /** What goes wrong and is tried again. */
  warn(...args: never[]): void;
  /** What is lost. */
  error(...args: never[]): void;
}

/** The service's own words. Never throws, and never says a credential. */
export interface Log {
  info(line: string, fields?: LogFields): void;
  warn(line: string, fields?: LogFields): void;
  error(line: string, fields?: LogFields): void;
}

let guarded = false;

/**
 * Writes to standard error: what is used when nothing else is given, and when what is given fails. Never throws: a disk
 * that is full, or a reader that is gone, must not end a service that serves.
 */
export function toStandardError(line: string): void {
  try {
    if (!guarded) process.stderr.on('error', () => {});
    guarded = true;
    process.stderr.write(`${line}\n`);
  } catch {
    // There is nobody left to tell.
  }
}

/** The log that writes through a function or a logger. A logger that fails is said once, and the lines go to standard error. */
export function logThrough(given: LogFunction | LeveledLogger): Log {
  const write = writerOf(given);
  let failed = false;
  const fails = (error: unknown, line: string) => {
    if (!failed) toStandardError(`service-kit: \`log\` has failed: ${(error as Error)?.message ?? error}`);
    failed = true;
    toStandardError(line);
  };
  const say =
    (level: LogLevel) =>
    (line: string, fields: LogFields = {}) => {
      const safe = withoutCredentials(`service-kit: ${line}`);
      const safeFields = Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [
          name,
          typeof value === 'string' ? withoutCredentials(value) : value,
        ]),
      );
      try {
        const written = Promise.resolve(write(safe, { level, fields: safeFields }));
        written.catch((error) => fails(error, safe));
      } catch (error) {
        fails(error, safe);
      }
    };
  return { info: say('info'), warn: say('warn'), error: say('error') };
}

/** Why the function or logger cannot be used as it is, found out with a first line; null when it can. */
export function whyUnusable(given: LogFunction | LeveledLogger, line: string): string | null {
  try {
    const written = Promise.resolve(writerOf(given)(`service-kit: ${line}`, { level: 'info', fields: {} }));
    // That is known too late to refuse the logger: its next line tells.
    written.catch(() => {});
    return null;
  } catch (error) {
    return (error as Error)?.message ?? String(error);
  }
}

function writerOf(given: LogFunction | LeveledLogger): LogFunction {
  if (typeof given === 'function') return given;
  const logger = given as unknown as Record<LogLevel, (...args: unknown[]) => void>;
  if (isConsole(given)) return (line, { level }) => logger[level](line);
  if (takesFieldsFirst(given)) return (line, { level, fields }) => logger[level](fields, line);
  return (line, { level, fields }) => logger[level](line, fields);
}

/** A console would print the fields after the line, which says them already. Test runners bring consoles of their own. */
function isConsole(given: LeveledLogger): boolean {
  const { table, groupEnd } = given as { table?: unknown; groupEnd?: unknown };
  return typeof table === 'function' && typeof groupEnd === 'function';
}

/** pino and bunyan want the fields before the line; winston and the others after it. */
function takesFieldsFirst(given: LeveledLogger): boolean {
  const { bindings, addStream } = given as { bindings?: unknown; addStream?: unknown };
  return typeof bindings === 'function' || typeof addStream === 'function';
}
