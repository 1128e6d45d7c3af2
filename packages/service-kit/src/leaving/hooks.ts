import type { Log } from '../seen/log.js';

/** Something to do on the way out. The signal aborts when its time is up; then nobody waits for it any longer. */
export type LeaveHook = (signal: AbortSignal) => unknown;

/** What is to be done on the way out, and when. */
export interface LeaveHooks {
  /** At once, while proxies still send requests: stop fetching new work. */
  before?: LeaveHook;
  /** Proxies send nothing any more; the last requests may still be under way. */
  drained?: LeaveHook;
  /** The last answer is out: close pools, flush exporters. */
  end?: LeaveHook;
}

export const MOMENTS = ['before', 'drained', 'end'] as const;
export type Moment = (typeof MOMENTS)[number];

/** Work that goes on beside requests, and that leaving waits for. */
export interface Beacon extends Disposable {
  /** The work is done. */
  end(): void;
}

/** What the owner of a service wants done, or waited for, before it is gone. */
export class LeavingWork {
  readonly #hooks: Record<Moment, LeaveHook[]> = { before: [], drained: [], end: [] };
  readonly #beacons = new Map<object, string>();
  readonly #log: Log;
  #allEnded: () => void = () => {};
  /** What has failed or was not done in time, in words. */
  readonly unfinished: string[] = [];

  constructor(log: Log) {
    this.#log = log;
  }

  add(hooks: LeaveHooks): void {
    for (const moment of MOMENTS) {
      const hook = hooks[moment];
      if (hook !== undefined) this.#hooks[moment].push(hook);
    }
  }

  has(moment: Moment): boolean {
    return this.#hooks[moment].length > 0;
  }

  beacon(name: string): Beacon {
    const key = {};
    this.#beacons.set(key, name);
    const end = () => {
      this.#beacons.delete(key);
      if (this.#beacons.size === 0) this.#allEnded();
    };
    return { end, [Symbol.dispose]: end };
  }

  /** Runs the hooks of a moment side by side, but for no longer than this. Never fails. */
  async run(moment: Moment, mostMs: number): Promise<void> {
    const hooks = this.#hooks[moment];
    if (hooks.length === 0) return;
    const late = new AbortController();
    const running = hooks.map(async (hook) => {
      try {
        await hook(late.signal);
      } catch (error) {
        if (!late.signal.aborted) this.#fails(`\`onLeave.${moment}\` has failed: ${messageOf(error)}`);
      }
    });
    if (await outlasts(Promise.all(running), mostMs)) {
      this.#fails(`\`onLeave.${moment}\` was not done within ${Math.round(mostMs)} ms`);
      late.abort(new Error('the time for leaving is up'));
    }
  }

  /** Waits for the background work. */
  async beaconsEnd(mostMs: number): Promise<void> {
    if (this.#beacons.size === 0) return;
    const names = () => [...new Set(this.#beacons.values())].join(', ');
    this.#log.info(`waiting for ${names()}`, { event: 'beacons' });
    const ended = new Promise<void>((resolve) => {
      this.#allEnded = resolve;
    });
    if (await outlasts(ended, mostMs)) this.#fails(`${names()} did not end in time`);
  }

  #fails(line: string): void {
    this.unfinished.push(line);
    this.#log.error(line, { event: 'unfinished' });
  }
}

/** Whether something takes longer than it may. */
async function outlasts(work: Promise<unknown>, mostMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, mostMs), true);
  });
  const outcome = await Promise.race([work.then(() => false), late]);
  clearTimeout(timer);
  return outcome;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
