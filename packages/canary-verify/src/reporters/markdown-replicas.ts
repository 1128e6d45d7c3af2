import { wholeFigure } from '../text/figures.js';
import type { Verdict } from '../verdict/verdict.js';
import { markdownName, markdownTable } from './markdown-text.js';

/** More rows than this are summed up, so that a server with ever new names cannot fill the page. */
const MOST_ROWS = 24;

interface Replica {
  arm: string;
  instance: string;
  track: string;
  version: string | null;
  count: number;
}

/** A table of the replicas, or of the versions if there are many replicas. Empty if the responses do not name any. */
export function markdownReplicas({ arms }: Verdict): string[] {
  const replicas = arms.flatMap(({ name, instances }) =>
    Object.entries(instances).map(
      ([instance, { track, ...one }]): Replica => ({ arm: name, instance, track: track ?? '–', ...one }),
    ),
  );
  if (replicas.length === 0) return [];
  const several = arms.length > 1;
  return replicas.length > MOST_ROWS ? byVersion(replicas, several) : [each(replicas, several)];
}

function each(replicas: readonly Replica[], several: boolean): string {
  const rows = replicas.map(({ arm, instance, track, version, count }) => [
    ...(several ? [markdownName(arm)] : []),
    markdownName(instance),
    versionCell(version),
    track,
    wholeFigure(count),
  ]);
  return markdownTable(
    [...(several ? ['kind of request'] : []), 'replica', 'version', 'track', 'responses'],
    rows,
    1,
  );
}

function byVersion(replicas: readonly Replica[], several: boolean): string[] {
  const sums = new Map<string, Replica & { replicas: number }>();
  for (const one of replicas) {
    const key = JSON.stringify([one.arm, one.track, one.version]);
    const sum = sums.get(key) ?? { ...one, replicas: 0, count: 0 };
    sums.set(key, { ...sum, replicas: sum.replicas + 1, count: sum.count + one.count });
  }
  const rows = [...sums.values()].map(({ arm, track, version, replicas, count }) => [
    ...(several ? [markdownName(arm)] : []),
    versionCell(version),
    track,
    wholeFigure(replicas),
    wholeFigure(count),
  ]);
  const head = [...(several ? ['kind of request'] : []), 'version', 'track', 'replicas', 'responses'];
  const table = markdownTable(head, rows.slice(0, MOST_ROWS), 2);
  return rows.length > MOST_ROWS ? [table, `And ${wholeFigure(rows.length - MOST_ROWS)} more.`] : [table];
}

function versionCell(version: string | null): string {
  return version === null ? '–' : markdownName(version);
}
