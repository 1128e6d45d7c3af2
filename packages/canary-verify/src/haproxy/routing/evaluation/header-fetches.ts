import { isOddAddress, readAddress } from './addresses.js';
import { type Asking, doubtExpression } from './asking.js';
import { commaValues, cookieValues, parameterValues, trimmed } from './header-values.js';
import { type Doubt, int, type SampleValue, str } from './sample-value.js';

/** The values of a fetch, in order; empty if it fails. */
export type Fetch = (args: readonly string[], asking: Asking) => SampleValue[];

/** Values of a header; whole lines, or split at commas. */
export const header =
  (whole: boolean): Fetch =>
  ([name = '', occurrence], asking) =>
    picked(headerValues(name, whole, asking), occurrence, asking);

export const cookies: Fetch = ([name = ''], { message: { headers } }) =>
  headers.flatMap((line): SampleValue[] => {
    if (line.name !== 'cookie') return [];
    const { value } = line;
    if (typeof value !== 'string') return [value];
    return commaValues(value).flatMap((part) => cookieValues(part, name).map(str));
  });

export const countHeaders =
  (of: Fetch): Fetch =>
  (args, asking) => {
    const found = of(args.slice(0, 1), asking);
    return [found.find(isDoubt) ?? int(found.length)];
  };

/** The integer that a text begins with, as HAProxy's `strl2ic` reads it. */
export const asInteger =
  (of: Fetch): Fetch =>
  (args, asking) =>
    of(args, asking).map((sample) => {
      if (sample.kind !== 'str') return sample;
      const [digits] = /^-?\d{0,9}(?![\t -9])/.exec(sample.value) ?? [];
      return digits === undefined
        ? doubtExpression(asking, `${JSON.stringify(sample.value)} is not a plain integer`)
        : int(Number(digits) || 0);
    });

export const headerAddresses: Fetch = (args, asking) =>
  header(false)(args, asking).flatMap((sample): SampleValue[] => {
    if (sample.kind !== 'str') return [sample];
    const plain = /^([\d.]+):([1-9]\d{0,3}|[1-5]\d{4})$/.exec(sample.value)?.[1] ?? sample.value;
    const address = readAddress(plain);
    if (address !== null) return [{ kind: 'ip', ...address }];
    return isOddAddress(sample.value)
      ? [doubtExpression(asking, `${JSON.stringify(sample.value)} may be taken for an address`)]
      : [];
  });

export const parameters: Fetch = (args, asking) => {
  const [name = '', delimiter = '?'] = args;
  if (args.length > 2 || delimiter.length !== 1)
    return [doubtExpression(asking, 'its arguments are not understood here')];
  const { uri } = asking.message;
  return typeof uri === 'string' ? parameterValues(uri, name, delimiter).map(str) : [uri];
};

function isDoubt(sample: SampleValue): sample is Doubt {
  return sample.kind === 'doubt';
}

/** Values of a header; without a name those of all. */
export function headerValues(name: string, whole: boolean, asking: Asking): SampleValue[] {
  const { read, headers } = asking.message;
  if (read.of !== headers) {
    read.of = headers;
    read.values.clear();
  }
  const key = whole ? `whole ${name}` : name;
  const known = read.values.get(key);
  if (known !== undefined) return known;
  const values = readHeaderValues(name, whole, asking);
  // A doubt says which expression has it.
  if (!values.some(isDoubt)) read.values.set(key, values);
  return values;
}

function readHeaderValues(name: string, whole: boolean, asking: Asking): SampleValue[] {
  const wanted = name.toLowerCase();
  return asking.message.headers.flatMap(({ name: found, value }): SampleValue[] => {
    if (wanted !== '' && found !== wanted) return [];
    if (typeof value !== 'string') return [value];
    if (found === 'connection')
      return [doubtExpression(asking, 'HAProxy changes the header Connection by itself')];
    return whole ? [str(trimmed(value))] : commaValues(value).map(str);
  });
}

/** HAProxy remembers no more values than these when it counts from the last. */
const MOST_FROM_THE_END = 10;

/** Without an occurrence all values; 1 is the first and -1 the last. */
function picked(values: SampleValue[], occurrence: string | undefined, asking: Asking): SampleValue[] {
  if (occurrence === undefined || occurrence === '0') return values;
  if (!/^-?\d{1,4}$/.test(occurrence))
    return [doubtExpression(asking, 'the occurrence is not understood here')];
  const nth = Number(occurrence);
  if (-nth > MOST_FROM_THE_END) return [];
  const counted = nth > 0 ? values.slice(0, nth) : values.slice(nth);
  const unknown = counted.find(isDoubt);
  if (unknown !== undefined) return [unknown];
  return counted.length === Math.abs(nth) ? [(nth > 0 ? counted.at(-1) : counted[0]) as SampleValue] : [];
}
