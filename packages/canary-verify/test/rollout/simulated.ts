import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveOptions, type VerifyOptions } from '../../src/options/options.js';
import { makePlan, type Plan } from '../../src/plan/plan.js';
import { type Journal, openJournal } from '../../src/rollout/journal.js';
import type { RolloutState } from '../../src/rollout/machine.js';
import { readPlan } from '../../src/rollout/plan.js';
import type { RolloutRequest } from '../../src/rollout/requests.js';
import { type Hands, type Measuring, runRollout } from '../../src/rollout/run-rollout.js';
import type { PlaceReading, SharePlace, ShareSetting } from '../../src/share/share-place.js';
import type { Verdict } from '../../src/verdict/verdict.js';
import { answerOf, runPlanned } from '../run-on.js';
import { seeded } from '../statistics/seeded.js';

const setting = (count: number): ShareSetting => ({
  ...{ share: count / 1_000, words: `${count} of 1000`, stored: String(count), replicas: null },
});

/** A fake place of the share, to fail or to forget when the test wants. */
export class FakePlace implements SharePlace {
  readonly name = 'lb';
  stored = 0;
  /** Every share that stood here, in order. */
  readonly shares: number[] = [];
  failing: (count: number) => boolean = () => false;
  /** The share of the traffic, whatever stands here; null: what stands here. */
  trafficHas: number | null = null;

  async read(): Promise<PlaceReading> {
    return { ...setting(this.stored), nearest: (share) => setting(Math.round(share * 1_000)) };
  }

  async put({ stored, share }: ShareSetting): Promise<void> {
    if (this.failing(Number(stored))) throw new Error('HAProxy is gone');
    this.stored = Number(stored);
    this.shares.push(share);
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
  readonly folder = mkdtempSync(join(tmpdir(), 'rollout-'));
  readonly interrupt = new AbortController();
  measured = 0;
  /** What is done before each run, from 1. */
  beforeRun: (run: number) => void = () => {};
  request: RolloutRequest | null = null;
  readonly #random: () => number;
  readonly #errors: Errors;
  #now = Date.parse('2026-11-30T10:00:00Z');

  constructor(seed: number, errors: Errors = { stable: 0, canary: 0 }) {
    this.#random = seeded(seed);
    this.#errors = errors;
  }

  /** Starts one with these steps. */
  start(steps: readonly unknown[], on?: object): Promise<RolloutState> {
    const plan = readPlan({ name: 'shop', steps, on }, 'rollout.yaml');
    const journal = this.open();
    journal.append({ type: 'started', plan, file: 'rollout.yaml', digest: '', by: 'test' });
    return this.run(journal);
  }

  open(): Journal {
    return openJournal(this.folder, 'shop', () => new Date(this.#now));
  }

  run(journal: Journal): Promise<RolloutState> {
    const hands: Hands = {
      places: [this.place],
      measure: async (measuring) => this.#measure(measuring),
      request: (signal) => this.#nextRequest(signal),
      acknowledge: () => {
        this.request = null;
      },
      onRecord: () => {},
      signal: this.interrupt.signal,
      now: () => this.#now,
      wait: async (ms) => {
        this.#now += ms;
      },
    };
    return runRollout(journal, hands);
  }

  #measure({ share, tolerance, confidence }: Measuring): Verdict {
    this.beforeRun(++this.measured);
    this.#now += 1_000;
    const plan = plannedOnce({ expect: share, confidence, ...(tolerance !== undefined && { tolerance }) });
    return runPlanned(plan, () => this.#answer(), { random: this.#random }).verdict;
  }

  #answer() {
    const track = this.#random() < (this.place.trafficHas ?? this.place.stored / 1_000) ? 'canary' : 'stable';
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
