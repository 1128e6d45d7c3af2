/**
 * Whether a value that was seen is probably the one that was meant, in another way of writing: with quotes (as in an ETag), a
 * leading `v`, other case, more parts (`1.1` and `1.1.3`), build metadata, a name in front (`shop:1.1.0`), or as a longer hash.
 *
 * @example isWrittenAlike('build-101', '"build-101"') // true
 * @example isWrittenAlike('1.1.0', '1.0.0') // false
 */
export function isWrittenAlike(meant: string, seen: string): boolean {
  const [one, other] = [plain(meant), plain(seen)];
  if (one === '' || other === '') return false;
  if (withoutZeros(one) === withoutZeros(other)) return true;
  return isStartOf(one, other) || isSameHash(one, other) || isSameHash(other, one);
}

function plain(value: string): string {
  return value
    .slice(0, LONGEST)
    .trim()
    .replace(/^W\//, '')
    .replace(/^(["'])(.*)\1$/, '$2')
    .trim()
    .toLowerCase()
    .replace(/^.*[:/@](?=[^:/@])/, '')
    .replace(/\+[0-9a-z.-]+$/, '')
    .replace(/^v(?=\d)/, '');
}

/** Nobody names a version with more letters. */
const LONGEST = 200;

function withoutZeros(version: string): string {
  return /^\d+(\.\d+)*$/.test(version) ? version.replace(/(\.0+)+$/, '') : version;
}

/** `1.1` is the start of `1.1.3`. */
function isStartOf(short: string, long: string): boolean {
  return [short, long].every((one) => /^\d+(\.\d+)*$/.test(one)) && long.startsWith(`${short}.`);
}

/** Seven digits of a hash are enough to know it by. */
function isSameHash(short: string, long: string): boolean {
  return [short, long].every((one) => /^[0-9a-f]{7,64}$/.test(one)) && long.startsWith(short);
}
