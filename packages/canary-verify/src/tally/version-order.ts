/**
 * The higher of two versions, or null where their numbers do not show which one is newer: then nobody may guess.
 *
 * They are compared as semantic versions (semver.org 2.0.0, section 11; a leading `v` is allowed). Of one and the same core
 * only pre-releases in words of a known order are compared. A version and its own pre-release are not: after a release
 * either may be the canary. Nor are commits since a tag (`v1.0.0-14-gabc`), revisions of a package (`1.0.0-2`), build
 * numbers, build metadata, hashes and dates.
 *
 * @example higherVersion('1.9.0', '1.10.0') // '1.10.0'
 * @example higherVersion('1.2.3', '1.2.3-canary.1') // null
 */
export function higherVersion(one: string, other: string): string | null {
  const left = parse(one);
  const right = parse(other);
  if (left === null || right === null) return null;
  const order =
    compareNumbers(left.core, right.core) || comparePrereleases(left.prerelease, right.prerelease);
  return order === 0 ? null : order > 0 ? one : other;
}

interface SemanticVersion {
  core: readonly number[];
  prerelease: readonly string[];
}

/** Null for what is no semantic version, or looks like one by chance. */
function parse(version: string): SemanticVersion | null {
  const [, core, prerelease = ''] =
    /^(v\d+|v?\d+(?:\.\d+){1,2})(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(version) ?? [];
  if (core === undefined || COMMITS_SINCE_A_TAG.test(prerelease)) return null;
  const parts = core.replace('v', '').split('.');
  if (parts.some(isNoCount)) return null;
  const numbers = [0, 1, 2].map((index) => Number(parts[index] ?? 0));
  const [major = 0] = numbers;
  const placeholder = numbers.every((part) => part === 0);
  return placeholder || isYear(major)
    ? null
    : { core: numbers, prerelease: prerelease === '' ? [] : prerelease.split('.') };
}

/** `git describe` tells how far a commit is from a tag below it, on whichever branch: `14-gabc1234`, `rc.1-3-gabc1234-dirty`. */
const COMMITS_SINCE_A_TAG = /(?:^|-)\d+-g[0-9a-f]{4,40}(?:-|$)|(?:^|-)dirty$/i;

/** A part that semantic versions do not have (`01`), or that is a date, a time or a piece of a hash (`20261130`). */
function isNoCount(part: string): boolean {
  return (part.length > 1 && part.startsWith('0')) || part.length > LONGEST_COUNT;
}

const LONGEST_COUNT = 5;

/** A date is not a version, however it is written. */
function isYear(major: number): boolean {
  return major >= 1970 && major < 2100;
}

/** The words that name stages of a release, in the order in which they follow one another. Others have no order. */
const STAGES: readonly string[] = ['alpha', 'beta', 'rc'];

/** Pre-releases of one core: 0 when they are not known to be in order. A release and its pre-release never are. */
function comparePrereleases(left: readonly string[], right: readonly string[]): number {
  const [one, other] = [stageOf(left), stageOf(right)];
  if (one === null || other === null) return 0;
  return compareNumbers(one, other);
}

/** `rc.2` is the stage 2 and the number 2; null for any other form. */
function stageOf([word = '', number = '0', ...rest]: readonly string[]):
  | [stage: number, number: number]
  | null {
  const stage = STAGES.indexOf(word.toLowerCase());
  if (stage < 0 || rest.length > 0 || !/^\d+$/.test(number) || isNoCount(number)) return null;
  return [stage, Number(number)];
}

function compareNumbers(left: readonly number[], right: readonly number[]): number {
  const index = left.findIndex((part, at) => part !== right[at]);
  return index < 0 ? 0 : Math.sign((left[index] ?? 0) - (right[index] ?? 0));
}
