import { setTimeout as sleep } from 'node:timers/promises';

const MOST_MS = 15_000;

/** Asks again and again until the answer is neither undefined nor false. Fails after 15 s, saying what for. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T> | T,
): Promise<Exclude<T, undefined | false>> {
  const deadline = performance.now() + MOST_MS;
  while (performance.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
    await sleep(20);
  }
  throw new Error(`Waited ${MOST_MS} ms in vain: ${what}`);
}
