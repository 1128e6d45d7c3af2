import { setTimeout as pause } from 'node:timers/promises';

/** Looks until something holds; throws at the deadline. */
export async function until(what: string, holds: () => Promise<boolean>, withinMs = 20_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline)
      throw new Error(`After ${withinMs / 1000} s it does not hold that ${what}`);
    await pause(50);
  }
}
