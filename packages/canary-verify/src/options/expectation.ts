import type { Band } from '../statistics/split-test.js';
import type { Track } from '../terms/track.js';
import { percent, percentagePoints } from '../text/figures.js';
import { quoted, UsageError } from '../text/usage-error.js';

/** The expectation of one kind of request: a share of canary responses, or one version alone. */
export type Expectation =
  | ({ kind: 'share' } & Band)
  /**
   * No response of the other version: shown as "less than `leak` of the requests". `together`: the smaller leak that is ruled out
   * for all such kinds together; null if the kind is shown by itself.
   */
  | { kind: 'only'; track: Track; leak: number; together: number | null }
  /** Each of several versions has a share of its own. The first counts as stable, the others together as canary. */
  | { kind: 'versions'; versions: readonly VersionShare[] };

/** The share that one of several versions should get. */
export interface VersionShare extends Band {
  version: string;
}

/**
 * The expectation as the user wrote it: a percentage ("10%"), a fraction (0.1 or "0.1"), or several
 * ("v1=90%,v2=10%"), with a tolerance.
 */
export interface ExpectationInput {
  expect: string | number;
  tolerance: string | number | undefined;
  /** The tolerance of arms that expect a share and have no tolerance of their own. */
  commonTolerance?: string | number | undefined;
  leak: string | number;
  /** One version alone is shown together with other kinds. */
  together?: boolean;
}

/** A kind that is shown together with others may leak so many times as much as all of them. */
const EACH_OF_TOGETHER = 10;

/**
 * Reads an expectation. 0 % and 100 % mean one version alone; every other share gets a tolerance, by default the
 * smallest of 3 percentage points, half the share and half its complement.
 *
 * @throws UsageError when the share or the tolerance cannot be read, or when the two cannot be tested.
 */
export function readExpectation(input: ExpectationInput): Expectation {
  const { expect, tolerance, leak } = input;
  const ofShare = tolerance ?? input.commonTolerance;
  if (String(expect).includes('=')) return readVersions(String(expect), ofShare);
  const share = readFraction('expect', expect);
  if (share === 0 || share === 1) {
    if (tolerance !== undefined)
      throw new UsageError(
        'tolerance',
        `has no meaning for ${share * 100} %: use \`leak\`, the largest leak to rule out`,
      );
    const track = share === 0 ? 'stable' : 'canary';
    const all = readLeak(leak);
    if (!input.together) return { kind: 'only', track, leak: all, together: null };
    return { kind: 'only', track, leak: readLeakOfEach(all), together: all };
  }
  return { kind: 'share', share, tolerance: readTolerance(ofShare, share) };
}

function readVersions(expect: string, tolerance: string | number | undefined): Expectation {
  const versions = expect.split(',').map((part) => {
    const [, version = '', written = ''] = /^\s*(.+?)\s*=\s*([^=]+?)\s*$/.exec(part) ?? [];
    if (version === '')
      throw new UsageError(
        'expect',
        `must be versions with shares, for example v1=90%,v2=10%; got ${quoted(expect)}`,
      );
    const share = readFraction('expect', written);
    if (share === 0 || share === 1)
      throw new UsageError(
        'expect',
        `must give each version more than 0 % and less than 100 %; got ${quoted(part)}`,
      );
    return { version, share, tolerance: readTolerance(tolerance, share) };
  });
  if (versions.length < 2 || new Set(versions.map(({ version }) => version)).size < versions.length)
    throw new UsageError('expect', `must name at least two versions, each once; got ${quoted(expect)}`);
  const sum = versions.reduce((total, { share }) => total + share, 0);
  if (Math.abs(sum - 1) > 1e-9)
    throw new UsageError(
      'expect',
      `must have shares that add up to 100 %, but they add up to ${percent(sum)}: ${quoted(expect)}`,
    );
  return { kind: 'versions', versions };
}

/** Reads the largest leak to rule out. */
export function readLeak(leak: string | number): number {
  const fraction = readFraction('leak', leak);
  if (fraction === 0 || fraction === 1)
    throw new UsageError('leak', `must be more than 0 % and less than 100 %; got ${quoted(leak)}`);
  return fraction;
}

/** The leak of each kind, where several are shown together. */
function readLeakOfEach(all: number): number {
  if (all < 1 / EACH_OF_TOGETHER) return EACH_OF_TOGETHER * all;
  throw new UsageError(
    'leak',
    `must be less than ${percent(1 / EACH_OF_TOGETHER)} for kinds that are shown together; got ${percent(all)}`,
  );
}

/** Reads "10%", "0.1" or 0.1 as 0.1. */
export function readFraction(option: string, input: string | number): number {
  const written = String(input).trim();
  const [, digits, percent] = /^(\d+(?:\.\d+)?|\.\d+)\s*(%)?$/.exec(written) ?? [];
  const fraction = Number(digits) / (percent ? 100 : 1);
  if (fraction >= 0 && fraction <= 1) return fraction;
  const cure = fraction > 1 && fraction <= 100 && !percent ? `; did you mean ${digits}%?` : '';
  throw new UsageError(option, `must be a share, for example 10% or 0.1; got ${quoted(input)}${cure}`);
}

function readTolerance(input: string | number | undefined, share: number): number {
  const tolerance =
    input === undefined ? Math.min(0.03, share / 2, (1 - share) / 2) : readWrittenTolerance(input, share);
  const room = Math.min(share, 1 - share);
  if (tolerance < room) return tolerance;
  const band = `${percent(share)} ± ${percentagePoints(tolerance)}`;
  const extreme = share <= 0.5 ? 'no canary at all' : 'nothing but the canary';
  throw new UsageError(
    'tolerance',
    `of ${quoted(input)} cannot be tested: ${extreme} would match ${band}; use less than ${percentagePoints(room)}`,
  );
}

function readWrittenTolerance(input: string | number, share: number): number {
  const written = String(input).trim();
  const [, digits, unit] = /^(\d+(?:\.\d+)?|\.\d+)\s*(pp|%)?$/.exec(written) ?? [];
  const size = Number(digits);
  const tolerance = unit === 'pp' ? size / 100 : unit === '%' ? (size / 100) * share : size;
  if (tolerance > 0 && (unit !== undefined || size < 1)) return tolerance;
  throw new UsageError(
    'tolerance',
    `must be percentage points, for example 3pp, or a part of the share, for example 30%; got ${quoted(input)}`,
  );
}
