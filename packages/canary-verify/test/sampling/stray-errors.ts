import { expect } from 'vitest';

/** Sees to it that nothing is thrown where nobody catches it. */
export function noStrayErrors(): { watch: () => void; assertNone: () => void } {
  const strays: unknown[] = [];
  const take = (error: unknown) => strays.push(error);
  return {
    watch() {
      process.on('uncaughtException', take).on('unhandledRejection', take);
    },
    assertNone() {
      process.off('uncaughtException', take).off('unhandledRejection', take);
      expect(strays.splice(0)).toEqual([]);
    },
  };
}
