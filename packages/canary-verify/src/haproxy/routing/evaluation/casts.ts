import { isOddAddress, readAddress, writeIpv4 } from './addresses.js';
import { int, type SettledValue, str } from './sample-value.js';

/** The result of a cast; null if HAProxy fails, a reason if it is not told here. */
export type Cast = SettledValue | null | { why: string };

const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;

export function clamped(value: bigint): bigint {
  if (value > MOST) return MOST;
  return value < LEAST ? LEAST : value;
}

/** The value as an integer (`c_str2int` and others); for a text its first digits, 0 if it has none. */
export function toInt(sample: SettledValue): Cast {
  if (sample.kind === 'bool') return int(sample.value ? 1 : 0);
  if (sample.kind === 'ip') return sample.version === 4 ? int(sample.value) : null;
  if (sample.kind === 'method') return { why: 'a method is not an integer' };
  if (sample.kind !== 'str') return sample;
  if (sample.value === '') return null;
  const [digits = '0'] = /^[+-]?\d+/.exec(sample.value) ?? [];
  return int(clamped(BigInt(digits.replace('+', ''))));
}

export function toText(sample: SettledValue): Cast {
  switch (sample.kind) {
    case 'str':
      return sample;
    case 'int':
      return str(String(sample.value));
    case 'bool':
      return str(sample.value ? '1' : '0');
    case 'method':
      return str(sample.value);
    case 'ip':
      return sample.version === 4
        ? str(writeIpv4(sample.value))
        : { why: 'how an IPv6 address is written is not known here' };
  }
}

export function toAddress(sample: SettledValue): Cast {
  if (sample.kind === 'ip') return sample;
  if (sample.kind === 'int') return { kind: 'ip', version: 4, value: BigInt.asUintN(32, sample.value) };
  if (sample.kind !== 'str') return { why: 'it is not an address' };
  const address = readAddress(sample.value);
  if (address !== null) return { kind: 'ip', ...address };
  return isOddAddress(sample.value)
    ? { why: `${JSON.stringify(sample.value)} may be taken for an address` }
    : null;
}
