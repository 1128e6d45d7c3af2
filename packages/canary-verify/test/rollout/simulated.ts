import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveOptions, type VerifyOptions } from '../../src/options/options.js';
import { makePlan, type Plan } from '../../src/plan/plan.js';
import type { Capacity, ReplicaCounts } from '../../src/rollout/capacity.js';
import type { Hands, Measuring } from '../../src/rollout/hands.js';
import type { Entry, Journal, JournalRecord } from '../../src/rollout/journal.js';
import type { RolloutEvent, RolloutState } from '../../src/rollout/machine.js';
import { confidenceOfEach } from '../../src/rollout/measure-with-verify.js';
import { readPlan } from '../../src/rollout/plan.js';
import { runRollout } from '../../src/rollout/run-rollout.js';
import { localStore } from '../../src/rollout/store/local-store.js';
import type { RolloutRequest, RolloutStore } from '../../src/rollout/store/store.js';
import {
  NOTHING_BESIDE,
  type PlaceReading,
  type SharePlace,
  type ShareSetting,
} from '../../src/share/share-place.js';
import type { Track } from '../../src/terms/track.js';
import type { Verdict } from '../../src/verdict/verdict.js';
import { answerOf, type Outcome, runPlanned } from '../run-on.js';
import { seeded } from '../statistics/seeded.js';

const setting = (count: number): ShareSetting => ({
  ...{ share: count / 1_000, words: `${count} of 1000`, stored: String(count), replicas: null },
});

/** A fake place of the share, to fail or to forget when the test wants. */
export class FakePlace implements SharePlace {
  readonly name = 'lb';
  readonly identity = 'the share at lb';
  isLate = false;
  /** Told whenever the share has changed. */
  onChange: () => void = () => {};
  stored = 0;
  /** Every share that stood here, in order. */
  readonly shares: number[] = [];
  failing: (count: number) => boolean = () => false;
  /** The share of the traffic, whatever stands here; null: what stands here. */
  trafficHas: number | null = null;

  async read(): Promise<PlaceReading> {
    return {
      ...setting(this.stored),
      ...NOTHING_BESIDE,
      nearest: (share) => setting(Math.round(share * 1_000)),
    };
  }

  async put({ stored, share }: ShareSetting): Promise<void> {
    if (this.failing(Number(stored))) throw new Error('HAProxy is gone');
    this.stored = Number(stored);
    this.shares.push(share);
    this.onChange();
  }
}

/** Fake replicas, which take their time to be ready, and die or are scaled by others when the test wants. */
export class FakeReplicas implements Capacity {
  readonly name = 'compose shop';
  readonly wanted: Record<Track, number>;
  readonly counts: Record<Track, number>;
  onChange: () => void = () => {};
  failing: (track: Track, count: number) => boolean = () => false;

  constructor(counts: ReplicaCounts) {
    this.wanted = { ...counts };
    this.counts = { ...counts };
  }

  /** One more is ready with each look. */
  async ready(track: Track): Promise<number> {
    if (this.counts[track] < this.wanted[track]) this.counts[track]++;
    return this.counts[track];
  }

  async scale(track: Track, count: number): Promise<void> {
    if (this.failing(track, count)) throw new Error('the engine is gone');
    this.wanted[track] = count;
    this.counts[track] = Math.min(this.counts[track], count);
    this.onChange();
  }
}

/** To make a plan takes longer than a run. */
const PLANS = new Map<string, Plan>();

function plannedOnce(options: VerifyOptions): Plan {
  const key = JSON.stringify(options);
  const plan = PLANS.get(key) ?? makePlan(resolveOptions(options));
  PLANS.set(key, plan);
  return plan;
}

/** How many requests of each version fail. */
export interface Errors {
  stable: number;
  canary: number;
}

/** A rollout over a fake place, with real runs of the decision on traffic by chance; a fake of the network alone. */
export class SimulatedRollout implements Disposable {
  readonly place = new FakePlace();
  /** Null: the plan does not scale. */
  replicas: FakeReplicas | null = null;
  readonly folder = mkdtempSync(join(tmpdir(), 'rollout-'));
  readonly interrupt = new AbortController();
  measured = 0;
  /** How long a request takes, in milliseconds. */
  durationOf: (track: Track) => number = () => 2;
  warmUp = '0s';
  /** How far the wall clock was set, in milliseconds. */
  clockIsOff = 0;
  /** What is done before each run, from 1. */
  beforeRun: (run: number) => void = () => {};
  request: RolloutRequest | null = null;
  /** Replaces what answers; null: no other. */
  answers: ((track: Track) => Outcome) | null = null;
  /** How many of the marked requests reach the canary. */
  marked = 1;
  /** How many of them fail without an answer. */
  markedFail = 0;
  readonly #random: () => number;
  readonly #errors: Errors;
  #now = Date.parse('2026-11-30T10:00:00Z');

  constructor(seed: number, errors: Errors = { stable: 0, canary: 0 }) {
    this.#random = seeded(seed);
    this.#errors = errors;
  }

  /** Starts one with these steps. */
  async start(steps: readonly unknown[], on?: object): Promise<RolloutState> {
    await this.begin(steps, on);
    return this.resume();
  }

  /** The journal's first line. */
  async begin(steps: readonly unknown[], on?: object): Promise<void> {
    const plan = readPlan(
      {
        ...{ name: 'shop', steps, exchanged: undefined, on, drain: undefined, warmUp: this.warmUp },
        ...{ tolerance: undefined, confidence: undefined, scales: true },
      },
      'rollout.yaml',
    );
    const replicas = this.replicas === null ? null : { ...this.replicas.counts };
    await this.append({
      type: 'started',
      plan,
      file: 'rollout.yaml',
      digest: '',
      by: 'test',
      places: [],
      replicas,
      remarks: [],
    });
  }

  /** Goes on as another process would, after these words to it. `around`: the journal as the runner sees it. */
  async resume(
    said: readonly RolloutEvent[] = [],
    around: (journal: Journal) => Journal = (journal) => journal,
  ): Promise<RolloutState> {
    for (const event of said) await this.append({ type: 'event', event, by: 'test' });
    await using lease = await this.#store().take({ name: 'shop', places: [] });
    return await this.run(around(await lease.journal()));
  }

  async append(entry: Entry): Promise<void> {
    await using lease = await this.#store().take({ name: 'shop', places: [] });
    await (await lease.journal()).append(entry);
  }

  records(): Promise<JournalRecord[]> {
    return this.#store().read('shop');
  }

  #store(): RolloutStore {
    return localStore(this.folder, () => new Date(this.#now + this.clockIsOff));
  }

  run(journal: Journal): Promise<RolloutState> {
    const hands: Hands = {
      places: [this.place],
      capacity: this.replicas,
      measure: async (measuring) => this.#measure(measuring),
      request: (signal) => this.#nextRequest(signal),
      acknowledge: async () => {
        this.request = null;
      },
      onRecord: () => {},
      signal: this.interrupt.signal,
      now: () => this.#now + this.clockIsOff,
      clock: () => this.#now,
      wait: async (ms) => {
        this.#now += ms;
      },
    };
    return runRollout(journal, hands);
  }

  #measure({ header, share, tolerance, confidence: ofAll }: Measuring): Verdict {
    const confidence = confidenceOfEach(ofAll, {});
    this.beforeRun(++this.measured);
    this.#now += 1_000;
    if (header !== null) {
      const arms = [
        { name: 'marked', headers: [header], expect: '100%' },
        { name: 'all others', expect: '0%' },
      ];
      const plan = plannedOnce({ confidence, arms });
      return runPlanned(
        plan,
        ({ arm }) => {
          const answer = this.#answer(arm === 0 ? this.marked : null);
          // As when a proxy answers for a replica that hangs up.
          return arm === 0 && this.#random() < this.markedFail ? 'reset' : answer;
        },
        { random: this.#random },
      ).verdict;
    }
    const plan = plannedOnce({ expect: share, confidence, ...(tolerance !== undefined && { tolerance }) });
    return runPlanned(plan, () => this.#answer(null), {
      random: this.#random,
      durationOf: (outcome) =>
        this.durationOf(
          typeof outcome === 'object' && outcome.headers['x-service-track'] === 'canary'
            ? 'canary'
            : 'stable',
        ),
    }).verdict;
  }

  #answer(share: number | null) {
    const canary = share ?? this.place.trafficHas ?? this.place.stored / 1_000;
    const track = this.#random() < canary ? 'canary' : 'stable';
    if (this.answers !== null) return this.answers(track);
    return answerOf(track, {}, this.#random() < this.#errors[track] ? 500 : 200);
  }

  /** A request that is there is told at once; else none comes. */
  #nextRequest(signal: AbortSignal): Promise<RolloutRequest | null> {
    if (this.request !== null) return Promise.resolve(this.request);
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(null), { once: true }));
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
