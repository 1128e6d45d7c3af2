import { observationClassifier } from '../classify/classify-observation.js';
import type { Observation } from '../observation/observation.js';
import { expectNothing } from '../options/consul-source.js';
import { type ResolvedOptions, resolveOptions, type VerifyOptions } from '../options/options.js';
import { type Demand, sample } from '../sampling/sample.js';
import type { Obstacle } from '../settle/blocked.js';
import { settle } from '../settle/settle.js';
import { clopperPearson } from '../statistics/binomial-interval.js';
import { deadline } from '../system/deadline.js';
import { type ComparedVersions, noVersions } from '../tally/compared-versions.js';
import { type ArmTally, countFailure, countResponse, emptyArmTally, type Tally } from '../tally/tally.js';
import { sorted } from '../text/sorted.js';
import type { FollowedReplica, FollowedVersion, TrafficFigures } from './traffic-figures.js';

/** Requests per second where none are given. */
const DEFAULT_RATE = 100;

/** Each set of figures is of so long a time, in milliseconds. */
const WINDOW_MS = 1_000;

/** A window ends at last after so long a time: answers may be slow. */
const MOST_WINDOW_MS = 5_000;

/** Of the interval. */
const CONFIDENCE = 0.99;

/**
 * Sends requests at a constant rate and gives the figures of each second, until the caller ends it or `signal` aborts.
 * Nothing is expected, so nothing is decided: the figures of one second are no verdict.
 *
 * @throws UsageError if the options cannot be used.
 */
export async function* followTraffic(
  options: VerifyOptions,
): AsyncGenerator<TrafficFigures, void, undefined> {
  const resolved = resolveOptions({ rate: DEFAULT_RATE, ...options, ...expectNothing(options) });
  // Two versions that do not name their track stay compared, when one of them is gone as well.
  let versions = noVersions();
  while (!resolved.signal.aborted) {
    const window = new Window(resolved, versions);
    versions = window.versions;
    yield await window.watch();
  }
}

class Window implements Demand {
  readonly versions: ComparedVersions;
  readonly #options: ResolvedOptions;
  readonly #tally: Tally;
  readonly #arm: ArmTally;
  readonly #classify: ReturnType<typeof observationClassifier>;
  #open: number;

  constructor(options: ResolvedOptions, versions: ComparedVersions) {
    this.versions = versions;
    this.#options = options;
    this.#arm = emptyArmTally([]);
    this.#tally = { arms: [this.#arm], versions };
    this.#classify = observationClassifier(options.rules);
    this.#open = Math.max(1, Math.round(((options.rate ?? DEFAULT_RATE) * WINDOW_MS) / 1_000));
  }

  async watch(): Promise<TrafficFigures> {
    using end = deadline(this.#options.signal, MOST_WINDOW_MS);
    const settled = await settle({ ...this.#options, consul: null });
    if (!settled.reachable) {
      await pauseUntilNext(end.signal);
      return figuresOf(this.#arm, settled.why as Obstacle | null);
    }
    const route = { addresses: settled.addresses.used, reuse: false, spread: null, random: Math.random };
    await sample(settled.options, route, this, end.signal);
    return figuresOf(this.#arm, null);
  }

  nextArm(): number | null {
    return this.#open-- > 0 ? 0 : null;
  }

  betweenMs(): number {
    return 0;
  }

  requestsPerConnection(): number {
    return 1;
  }

  take(observation: Observation): boolean {
    const found = this.#classify(observation);
    const { address } = observation;
    if (found.kind === 'failed') {
      const { cause, origin } = found;
      countFailure(this.#tally, this.#arm, { cause, origin, address });
    } else countResponse(this.#tally, this.#arm, { origin: found.origin, address });
    return true;
  }
}

/** Nothing answers: it is looked again in the next window. */
function pauseUntilNext(end: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, WINDOW_MS);
    end.addEventListener('abort', done, { once: true });
    if (end.aborted) done();
  });
}

function figuresOf(arm: ArmTally, blocked: Obstacle | null): TrafficFigures {
  const { requests, failed, stable, canary, unidentified } = arm;
  const known = stable + canary;
  const sample = { hits: canary, trials: known };
  return {
    ...{ requests, failed, stable, canary, unidentified, blocked },
    share: known === 0 ? null : canary / known,
    interval: known === 0 ? null : clopperPearson(sample, CONFIDENCE),
    ...byName(arm),
  };
}

function byName({ origins }: ArmTally): Pick<TrafficFigures, 'versions' | 'replicas'> {
  const versions = new Map<string, FollowedVersion>();
  const replicas = new Map<string, FollowedReplica>();
  for (const { origin, track, count } of origins.values()) {
    const version = origin.version ?? origin.service ?? track;
    if (version !== null)
      versions.set(version, { track, count: (versions.get(version)?.count ?? 0) + count });
    if (origin.instance === null) continue;
    const before = replicas.get(origin.instance)?.count ?? 0;
    replicas.set(origin.instance, { version, track, count: before + count });
  }
  return { versions: sorted(versions), replicas: sorted(replicas) };
}
