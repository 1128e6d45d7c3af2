/** The parts of a version, most significant first: `3.0.11`, then release or development, then its number. */
export type Version = readonly number[];

const WRITTEN = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.(\d+))?(?:-(dev|rc|pre)(\d*))?(?:-(?:.*-)?([^-]*))?$/;
const STAGES: Record<string, number> = { dev: 1, rc: 2, pre: 2 };
const RELEASED = 3;

/**
 * Reads a version as HAProxy compares it (`split_version` in its src/haproxy.c): missing parts count as zero,
 * `2.4-dev19` is older than `2.4`, and what a distribution appends counts only where it ends with a number. Null
 * if it is not one.
 */
export function readVersion(text: string): Version | null {
  const found = WRITTEN.exec(text);
  if (found === null) return null;
  const [, major, minor, patch, fourth, stage, stageNumber, commit = ''] = found;
  const numbers = [major, minor, patch, fourth].map((part) => Number(part ?? 0));
  const tail = [stage === undefined ? RELEASED : (STAGES[stage] ?? RELEASED), Number(stageNumber ?? 0)];
  return [...numbers, ...tail, /^\d+$/.test(commit) ? Number(commit) : 0];
}

/** Less than zero: the left one is older. */
export function compareVersions(left: Version, right: Version): number {
  for (const [index, part] of left.entries()) {
    const difference = part - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
