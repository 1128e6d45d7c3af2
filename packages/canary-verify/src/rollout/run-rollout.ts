import { readAll, setShare } from '../share/set-share.js';
import type { SharePlace, ShareSetting } from '../share/share-place.js';
import { deadline } from '../system/deadline.js';
import { reasonOf } from '../system/reason.js';
import type { Verdict } from '../verdict/verdict.js';
import type { Entry, Journal, JournalRecord, NotedVerdict } from './journal.js';
import { confidenceOfRun, isWithoutAnswer, judge, noteVerdict } from './judge.js';
import { isResting, nextState, type RolloutEvent, type RolloutState } from './machine.js';
import type { PlanStep, RolloutPlan } from './plan.js';
import { replay } from './replay.js';
import type { RolloutRequest } from './requests.js';

/** What a run of `verify` is to expect. */
export interface Measuring {
  share: number;
  tolerance: string | undefined;
  confidence: number;
  /** The replicas that make the share, which the run waits for; null where something else makes it. */
  replicas: ShareSetting['replicas'];
  signal: AbortSignal;
}

/** What a rollout acts with. */
export interface Hands {
  places: readonly SharePlace[];
  measure(measuring: Measuring): Promise<Verdict>;
  /** The next request of another process; null when the signal aborts. */
  request(signal: AbortSignal): Promise<RolloutRequest | null>;
  acknowledge(): void;
  onRecord(record: JournalRecord): void;
  /** Aborts at Ctrl-C. */
  signal: AbortSignal;
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after so many milliseconds, or when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** All runs of a rollout together are wrong at most so often. */
const ERROR_RATE = 0.01;
/** The pause between two runs while a step bakes, and between two tries on the way back, in milliseconds. */
const PAUSE_MS = 1_000;
/** A run without an answer is followed by another one: in about 1 of 200 runs it has none though the share is right. */
const RUNS_FOR_AN_ANSWER = 3;
/** The way back is tried for so long before it is stuck, in milliseconds. */
const WAY_BACK_MS = 60_000;

/** Goes on with a rollout until it rests: held, stuck, succeeded or rolled back. Each step is in the journal before the next. */
export async function runRollout(journal: Journal, hands: Hands): Promise<RolloutState> {
  for (;;) {
    const replayed = replay(journal.records);
    if (replayed === null) throw new Error('the journal has no beginning');
    const { state } = replayed;
    if (isResting(state) || hands.signal.aborted) return held(state, journal, hands);
    const run = new Running(journal, hands, replayed);
    const happened = await orRequest(run, state, hands);
    // What was broken off by Ctrl-C says nothing: it will be done again.
    if (!hands.signal.aborted) note(journal, hands, { type: 'event', ...happened });
  }
}

/** Ctrl-C holds a rollout that goes up; on the way back it only ends the runner. */
function held(state: RolloutState, journal: Journal, hands: Hands): RolloutState {
  if (!hands.signal.aborted) return state;
  const event: RolloutEvent = { type: 'pause', reason: 'interrupted' };
  const next = nextState(state, event);
  if (next === null) return state;
  note(journal, hands, { type: 'event', event, by: 'signal' });
  return next;
}

interface Happened {
  event: RolloutEvent;
  by: string;
}

/** What the state does by itself, unless somebody asks for something else meanwhile. */
async function orRequest(run: Running, state: RolloutState, hands: Hands): Promise<Happened> {
  using own = deadline(hands.signal, 2 ** 31 - 1);
  const asked = hands.request(own.signal);
  const done = run.act(own.signal).then((event): Happened => ({ event, by: 'rollout' }));
  const request = await Promise.race([asked, done.then(() => null)]);
  if (request === null) return done;
  const event: RolloutEvent = { type: request.verb, reason: request.reason };
  if (nextState(state, event) === null) {
    hands.acknowledge();
    return done;
  }
  own.abort();
  await done;
  hands.acknowledge();
  return { event, by: 'request' };
}

function note(journal: Journal, hands: Hands, entry: Entry): void {
  hands.onRecord(journal.append(entry));
}

/** One state at work. What it does is absolute: done twice it is the same, so a crash in between costs nothing. */
class Running {
  readonly #journal: Journal;
  readonly #hands: Hands;
  readonly #plan: RolloutPlan;
  readonly #state: RolloutState;
  readonly #passedAt: number;
  #verdicts: number;

  constructor(
    journal: Journal,
    hands: Hands,
    { plan, state, verdicts, passedAt }: NonNullable<ReturnType<typeof replay>>,
  ) {
    this.#journal = journal;
    this.#hands = hands;
    this.#plan = plan;
    this.#state = state;
    this.#verdicts = verdicts;
    this.#passedAt = passedAt ?? 0;
  }

  async act(signal: AbortSignal): Promise<RolloutEvent> {
    switch (this.#state.name) {
      case 'shifting':
        return this.#shift(signal);
      case 'verifying':
        return (await this.#look(signal)) ?? { type: 'passed' };
      case 'baking':
        return this.#bake(signal);
      case 'emptying':
        return this.#empty(signal);
      default:
        return this.#prove(signal);
    }
  }

  get #step(): PlanStep {
    return this.#plan.steps[this.#state.context.step] as PlanStep;
  }

  async #shift(signal: AbortSignal): Promise<RolloutEvent> {
    try {
      await this.#set(this.#step, signal);
      return { type: 'shifted' };
    } catch (error) {
      return { type: 'roll-back', reason: reasonOf(error) };
    }
  }

  async #set({ share, tolerance }: Pick<PlanStep, 'share' | 'tolerance'>, signal: AbortSignal) {
    note(this.#journal, this.#hands, { type: 'setting', share });
    const changes = await setShare(this.#hands.places, { share, tolerance }, signal);
    const places = changes.map(({ place, before, now }) => ({ place, before: before.words, now: now.words }));
    note(this.#journal, this.#hands, { type: 'set', places });
  }

  /** What runs of `verify` say, after a look whether the share still stands. Null: as it should be. */
  async #look(signal: AbortSignal): Promise<RolloutEvent | null> {
    for (let run = 1; ; run++) {
      const drift = await this.#drift(signal);
      if (drift !== null) return { type: 'drifted', reason: drift };
      const { share, writtenTolerance } = this.#step;
      const noted = await this.#measure({ share, tolerance: writtenTolerance, signal });
      if (signal.aborted || !isWithoutAnswer(noted) || run === RUNS_FOR_AN_ANSWER)
        return this.#judge(noted, signal);
      await this.#hands.wait(PAUSE_MS, signal);
    }
  }

  async #judge(noted: NotedVerdict, signal: AbortSignal): Promise<RolloutEvent | null> {
    const found = judge(noted, this.#plan.on);
    if (found?.type !== 'hold') return found;
    // A share that was changed in the middle of the run is why the run could not tell.
    const since = await this.#drift(signal);
    return since === null ? found : { type: 'drifted', reason: since };
  }

  async #measure(measuring: Omit<Measuring, 'confidence' | 'replicas'>) {
    const confidence = confidenceOfRun(++this.#verdicts, ERROR_RATE);
    const replicas = await this.#replicasAt(measuring);
    const noted = noteVerdict(await this.#hands.measure({ ...measuring, replicas, confidence }));
    if (!measuring.signal.aborted)
      note(this.#journal, this.#hands, { type: 'verdict', confidence, ...noted });
    return noted;
  }

  async #replicasAt({
    share,
    signal,
  }: Pick<Measuring, 'share' | 'signal'>): Promise<ShareSetting['replicas']> {
    const readings = await readAll(this.#hands.places, signal).catch(() => []);
    return readings.map((one) => one.nearest(share).replicas).find((one) => one !== null) ?? null;
  }

  /** HAProxy forgets at a reload, and people change what they see: what stands there is read before it is measured. */
  async #drift(signal: AbortSignal): Promise<string | null> {
    try {
      const readings = await readAll(this.#hands.places, signal);
      const other = readings.findIndex((one) => one.stored !== one.nearest(this.#step.share).stored);
      if (other === -1) return null;
      return `${this.#hands.places[other]?.name} has ${readings[other]?.words}, set by somebody else or lost`;
    } catch (error) {
      return reasonOf(error);
    }
  }

  async #bake(signal: AbortSignal): Promise<RolloutEvent> {
    const until = this.#passedAt + this.#step.bakeMs;
    while (this.#hands.now() < until && !signal.aborted) {
      const found = await this.#look(signal);
      if (found !== null) return found;
      const left = Math.max(0, Math.min(PAUSE_MS, until - this.#hands.now()));
      await this.#hands.wait(left, signal);
    }
    return { type: 'baked' };
  }

  async #empty(signal: AbortSignal): Promise<RolloutEvent> {
    const until = this.#hands.now() + WAY_BACK_MS;
    for (;;) {
      try {
        await this.#set({ share: 0, tolerance: 0 }, signal);
        return { type: 'emptied' };
      } catch (error) {
        if (this.#hands.now() >= until || signal.aborted) return { type: 'failed', reason: reasonOf(error) };
        await this.#hands.wait(PAUSE_MS, signal);
      }
    }
  }

  async #prove(signal: AbortSignal): Promise<RolloutEvent> {
    const until = this.#hands.now() + WAY_BACK_MS;
    for (;;) {
      const { verdict } = await this.#measure({ share: 0, tolerance: undefined, signal });
      if (verdict === 'matches') return { type: 'proven' };
      if (this.#hands.now() >= until || signal.aborted)
        return { type: 'failed', reason: `it is not proven that no request reaches the canary: ${verdict}` };
      await this.#hands.wait(PAUSE_MS, signal);
    }
  }
}
