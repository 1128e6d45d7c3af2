import { inspect } from 'node:util';
import { nearestName } from './nearest-name.js';
import { withoutCredentials } from './seen/credentials.js';

/** Everything that is wrong with the options and the environment, in one error. Nothing was started. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';

  /** @param problems One line each: what, what it wants, what it got. */
  constructor(readonly problems: readonly string[]) {
    super(['The service cannot start:', ...problems].join('\n  - '));
  }
}

/** A kind of value: in words, and how to read it. Undefined means: not of this kind. */
export interface Kind<T> {
  wants: string;
  read(value: unknown): T | undefined;
}

/** The origin of a value. The option goes before the environment variable. */
export interface Origin {
  option: string;
  given: unknown;
  variable: string;
}

/** Finds an option among all of them. */
export function among<O extends object>(options: O): (option: keyof O & string, variable: string) => Origin {
  return (option, variable) => ({ option, given: options[option], variable });
}

/** Reads values one after the other and keeps what is wrong with them, so that the user learns it all at once. */
export class OptionReader {
  readonly #env: NodeJS.ProcessEnv;
  readonly #problems: string[] = [];

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /** The value, or the fallback where neither the option nor the variable is set. */
  read<T, F>({ option, given, variable }: Origin, kind: Kind<T>, fallback: F): T | F {
    if (given !== undefined) return this.option(option, given, kind, fallback);
    const text = this.variable(variable);
    return text === undefined ? fallback : (this.#check(variable, text, kind) ?? fallback);
  }

  /** The value of an option that no environment variable stands for. */
  option<T, F>(option: string, given: unknown, kind: Kind<T>, fallback: F): T | F {
    return given === undefined ? fallback : (this.#check(`\`${option}\``, given, kind) ?? fallback);
  }

  /** An environment variable. An empty one counts as not set: that is what Compose makes of an unset variable. */
  variable(name: string): string | undefined {
    return this.#env[name] || undefined;
  }

  /**
   * A group of options, empty if none is given. Notes what is no group, and every name in it that is not known. `name` is empty
   * for the options themselves.
   */
  group<G extends object>(name: string, given: G | undefined, known: readonly string[]): Partial<G> {
    if (given === undefined) return {};
    if (!isGroup(given)) {
      const some = known.length > 3 ? [...known.slice(0, 3), '…'] : known;
      const what = name === '' ? 'the argument for the options' : `\`${name}\``;
      this.problem(`${what} wants { ${some.join(', ')} }, got ${shown(given)}`);
      return {};
    }
    this.onlyKnown(given, known, name === '' ? '' : `${name}.`);
    return given;
  }

  /**
   * Notes every name in a group of options that is not known, with the one that was probably meant. `inside` is what the
   * group is called in errors: `consul.` or nothing.
   */
  onlyKnown(group: unknown, known: readonly string[], inside = ''): void {
    if (typeof group !== 'object' || group === null) return;
    for (const [name, value] of Object.entries(group)) {
      if (known.includes(name) || value === undefined) continue;
      const nearest = nearestName(name, known);
      const cure =
        nearest === null ? `known are ${known.join(', ')}` : `did you mean \`${inside}${nearest}\`?`;
      this.problem(`\`${inside}${name}\` is not an option: ${cure}`);
    }
  }

  /** Notes something wrong. */
  problem(text: string): void {
    this.#problems.push(text);
  }

  /** Throws an {@link OptionsError} if anything was wrong. */
  finish(): void {
    if (this.#problems.length > 0) throw new OptionsError(this.#problems);
  }

  #check<T>(name: string, value: unknown, kind: Kind<T>): T | undefined {
    const read = kind.read(value);
    if (read === undefined) this.problem(`${name} wants ${kind.wants}, got ${shown(value)}`);
    return read;
  }
}

/**
 * Whether a value is a group of names with values. A list, a Map, a promise that nobody has awaited or an instance whose class has all
 * the methods would be taken for an empty one.
 */
export function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    Object.keys(value).length > 0 || prototype === null || Object.getPrototypeOf(prototype as object) === null
  );
}

/** A value as an error shows it: on one line, and not endless. Credentials in a URL are left out. */
export function shown(value: unknown): string {
  const text =
    typeof value === 'string'
      ? JSON.stringify(value)
      : inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY });
  const safe = withoutCredentials(text);
  return safe.length > 80 ? `${safe.slice(0, 80)}…` : safe;
}
