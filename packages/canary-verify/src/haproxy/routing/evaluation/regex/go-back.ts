import { holdsAt, type Program } from './program.js';

/** Places in a text: where each group begins and ends in turn; -1 for a group that takes no part. */
export type BeginsAt = readonly number[];

/** More steps than these are not taken, about 0.005 s; PCRE takes up to ten million. */
const MOST_STEPS = 300_000;

/** A way that was not taken, or a place that was noted on the way that failed. */
interface Left {
  step: number;
  at: number;
  /** Not -1: only this note is taken back. */
  slot: number;
}

/**
 * Finds the first match as PCRE does: it goes one way and, where that fails, goes back to the last way that it left. Null if
 * there is none, undefined if it takes too many steps.
 */
export function goBack({ steps, slots }: Program, text: string): BeginsAt | null | undefined {
  const places: number[] = Array(slots).fill(-1);
  const left: Left[] = [];
  let taken = 0;
  for (let start = 0; start <= text.length; start++) {
    left.push({ step: 0, at: start, slot: -1 });
    for (let way = left.pop(); way !== undefined; way = left.pop()) {
      if (way.slot >= 0) {
        places[way.slot] = way.at;
        continue;
      }
      let { step: number, at } = way;
      for (;;) {
        if (++taken > MOST_STEPS) return undefined;
        const step = steps[number] as (typeof steps)[number];
        if (step.kind === 'match') return places;
        if (step.kind === 'letter') {
          if (at === text.length || !step.test(text.charCodeAt(at))) break;
          at++;
        } else if (step.kind === 'either') {
          left.push({ step: step.second, at, slot: -1 });
          number = step.first;
          continue;
        } else if (step.kind === 'jump') {
          number = step.to;
          continue;
        } else if (step.kind === 'note') {
          left.push({ step: 0, at: places[step.slot] ?? -1, slot: step.slot });
          places[step.slot] = at;
        } else if (!holdsAt(step, text, at)) break;
        number++;
      }
    }
  }
  return null;
}
