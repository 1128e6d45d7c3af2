import type { Place } from './configuration.js';

/** The value of a variable; null if it is not set. */
export interface Variable {
  value: string | null;
  /** Why it may hold something else: it was set where HAProxy may not read. */
  doubt: string | null;
}

/** Values that HAProxy gives itself; they only shape its log, and stand for themselves here. */
const LOG_FORMAT = /^HAPROXY_[A-Z_]+_LOG_FMT$/;

/** HAProxy's environment while a configuration is read: `setenv` and its like change it (manual, section 3.1). */
export class Variables {
  readonly #held: Map<string, Variable>;
  #where: { place: Place; section: string } = { place: { file: '', line: 0 }, section: '' };

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#held = new Map();
    for (const [name, value] of Object.entries(env))
      if (value !== undefined) this.#held.set(name, { value, doubt: null });
  }

  /** Sets the place of the reader, for `.FILE`, `.LINE` and `.SECTION`. */
  stand(place: Place, section: string): void {
    this.#where = { place, section };
  }

  read(name: string): Variable {
    if (name.startsWith('.')) return this.#pseudo(name);
    const held = this.#held.get(name);
    if (held !== undefined) return held;
    if (LOG_FORMAT.test(name)) return { value: `\${${name}}`, doubt: null };
    return { value: null, doubt: null };
  }

  /** Obeys a line of `global`; other lines change nothing. */
  obey(words: readonly string[], doubt: string | null): void {
    const [directive, name, value] = words;
    if (directive === 'setenv' && name && value) this.#change(name, value, doubt);
    if (directive === 'presetenv' && name && value && this.read(name).value === null)
      this.#change(name, value, doubt);
    if (directive === 'unsetenv') for (const gone of words.slice(1)) this.#change(gone, null, doubt);
    if (directive === 'resetenv')
      for (const held of [...this.#held.keys()])
        if (!words.slice(1).includes(held)) this.#change(held, null, doubt);
  }

  #change(name: string, value: string | null, doubt: string | null): void {
    const why = doubt === null ? null : `what ${name} holds depends on a line that may not count: ${doubt}`;
    this.#held.set(name, { value, doubt: why });
  }

  #pseudo(name: string): Variable {
    if (name === '.FILE') return { value: this.#where.place.file, doubt: null };
    if (name === '.LINE') return { value: String(this.#where.place.line), doubt: null };
    if (name === '.SECTION') return { value: this.#where.section, doubt: null };
    return { value: null, doubt: `HAProxy has no variable ${name}` };
  }
}
