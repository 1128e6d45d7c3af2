import { withoutCredentials } from './seen/credentials.js';

/**
 * Something that the service needs. It throws, rejects or gives false when that is not there; whatever else it gives does
 * not matter. The signal aborts when time is up.
 */
export type Probe = (signal: AbortSignal) => unknown;

export interface ProbeResult {
  name: string;
  ready: boolean;
  durationMs: number;
  /** Why it is not ready; null when it is. */
  reason: string | null;
}

/** Whether to send requests here, and why not. */
export interface ReadinessReport {
  ready: boolean;
  /** `ready`, `leaving`, `maintenance: …` or what the first failing probe says. */
  reason: string;
  probes: readonly ProbeResult[];
}

export interface ReadinessSettings {
  probes: Readonly<Record<string, Probe>>;
  /** For each probe, in milliseconds. */
  timeoutMs: number;
  /** How long a result is reused, in milliseconds: many checkers must not multiply the probes. */
  cacheMs: number;
}

const READY: ReadinessReport = { ready: true, reason: 'ready', probes: [] };

/** Whether the service wants new requests. */
export class Readiness {
  readonly #settings: ReadinessSettings;
  #leaving = false;
  #maintenance: string | null = null;
  #latest: { startedAt: number; results: Promise<readonly ProbeResult[]> } | null = null;

  constructor(settings: ReadinessSettings) {
    this.#settings = settings;
  }

  /** From now on the service is not ready, for good. */
  leave(): void {
    this.#leaving = true;
  }

  get leaving(): boolean {
    return this.#leaving;
  }

  /** Not ready for this reason, until it is null again. */
  setMaintenance(reason: string | null): void {
    this.#maintenance = reason;
  }

  /** Known without asking anybody: a report, or null when the probes have to be asked. */
  get known(): ReadinessReport | null {
    if (this.#leaving) return { ready: false, reason: 'leaving', probes: [] };
    if (this.#maintenance !== null)
      return { ready: false, reason: withoutCredentials(`maintenance: ${this.#maintenance}`), probes: [] };
    return Object.keys(this.#settings.probes).length === 0 ? READY : null;
  }

  /** Asks all probes at once, or takes their answers of a moment ago. Never rejects. */
  async check(): Promise<ReadinessReport> {
    if (this.known !== null) return this.known;
    const now = performance.now();
    if (this.#latest === null || now - this.#latest.startedAt > this.#settings.cacheMs)
      this.#latest = { startedAt: now, results: this.#ask() };
    const probes = await this.#latest.results;
    const failed = probes.find(({ ready }) => !ready);
    const reason = failed === undefined ? 'ready' : `${failed.name}: ${failed.reason}`;
    // It may have begun to leave in the meantime.
    return this.known ?? { ready: failed === undefined, reason, probes };
  }

  #ask(): Promise<readonly ProbeResult[]> {
    const { probes, timeoutMs } = this.#settings;
    return Promise.all(Object.entries(probes).map(([name, probe]) => askProbe(name, probe, timeoutMs)));
  }
}

async function askProbe(name: string, probe: Probe, timeoutMs: number): Promise<ProbeResult> {
  const startedAt = performance.now();
  const timeUp = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      timeUp.abort();
      reject(new Error(`no answer within ${timeoutMs} ms`));
    }, timeoutMs);
  });
  const result = (reason: string | null): ProbeResult => {
    return { name, ready: reason === null, durationMs: Math.round(performance.now() - startedAt), reason };
  };
  try {
    const answer = await Promise.race([(async () => probe(timeUp.signal))(), late]);
    return result(answer === false ? 'says no' : null);
  } catch (error) {
    return result(reasonOf(error));
  } finally {
    clearTimeout(timer);
  }
}

/** The first line of a message, without what may be a credential: anybody can read it. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [line = ''] = message.split('\n', 1);
  return withoutCredentials(line).slice(0, 120) || 'failed';
}
