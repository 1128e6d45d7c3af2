/**
 * The higher of two semantic versions (semver.org 2.0.0, section 11; a leading `v` is allowed), or null when they cannot
 * be told apart or one of them is no semantic version.
 *
 * @example higherVersion('1.9.0', '1.10.0') // '1.10.0'
 */
export function higherVersion(one: string, other: string): string | null {
  const left = parse(one);
  const right = parse(other);
  if (left === null || right === null) return null;
  const order = compareLists(left.core, right.core) || comparePrereleases(left.prerelease, right.prerelease);
  return order === 0 ? null : order > 0 ? one : other;
}

interface SemanticVersion {
  core: readonly string[];
  prerelease: readonly string[];
}

function parse(version: string): SemanticVersion | null {
  const [, core, prerelease] =
    /^v?(\d+(?:\.\d+){0,2})(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(version) ?? [];
  if (core === undefined) return null;
  return { core: core.split('.'), prerelease: prerelease?.split('.') ?? [] };
}

/** A release is higher than its own pre-releases. */
function comparePrereleases(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) return right.length - left.length;
  return compareLists(left, right);
}

function compareLists(left: readonly string[], right: readonly string[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const order = compareParts(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers count as numbers and below words; a missing part counts as lowest. */
function compareParts(left: string | undefined, right: string | undefined): number {
  if (left === right) return 0;
  if (left === undefined) return -1;
  if (right === undefined) return 1;
  const [leftIsNumber, rightIsNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)];
  if (leftIsNumber && rightIsNumber) return Math.sign(Number(left) - Number(right));
  if (leftIsNumber !== rightIsNumber) return leftIsNumber ? -1 : 1;
  return left < right ? -1 : 1;
}
