import { setTimeout as pause } from 'node:timers/promises';
import type { Sources } from '../options/sources.js';
import type { Cause } from '../verdict/cause.js';
import { askSources, type SourceAnswers } from './ask-sources.js';
import { detect, mayPassBy } from './causes/detect.js';
import type { ArmTraffic } from './situation/facts.js';
import { type Situation, situationOf } from './situation/situation.js';

/** The situation, and the causes that were found in it. */
export interface Examined {
  situation: Situation;
  causes: readonly Cause[];
  looked: SourceAnswers;
}

/**
 * The time between the two looks. It must be longer than the way from Consul through DNS to HAProxy: `timeout
 * resolve` (1 s by default) plus 1 s for HAProxy's own check.
 */
function lookAgainAfterMs({ known }: Situation): number {
  const slowest = Math.max(
    1,
    ...(known.config?.resolvers ?? []).map(({ resolveSeconds }) => resolveSeconds.value),
  );
  return Math.min(MOST_BETWEEN_MS, 1_000 * (slowest + 1));
}

const MOST_BETWEEN_MS = 15_000;

/** Looks, and once more where what is found may be on its way: only what both looks show is a cause. */
export async function examine(
  sources: Sources,
  traffic: readonly ArmTraffic[],
  signal: AbortSignal,
): Promise<Examined> {
  const first = await lookOnce(sources, traffic, signal);
  if (!first.causes.some(mayPassBy)) return first;
  await pause(lookAgainAfterMs(first.situation), undefined, { signal }).catch(() => {});
  if (signal.aborted) return first;
  const second = await lookOnce(sources, traffic, signal);
  const before = new Set(first.causes.map(({ kind }) => kind));
  return { ...second, causes: second.causes.filter((cause) => !mayPassBy(cause) || before.has(cause.kind)) };
}

async function lookOnce(
  sources: Sources,
  traffic: readonly ArmTraffic[],
  signal: AbortSignal,
): Promise<Examined> {
  const looked = await askSources(sources, signal);
  const situation = situationOf({ ...looked.known, traffic });
  return { situation, looked, causes: [...detect(situation), ...unreadable(looked)] };
}

function unreadable({ unreadable }: SourceAnswers): Cause[] {
  return unreadable.map((one) => ({ kind: 'source-unreadable', ...one }));
}
