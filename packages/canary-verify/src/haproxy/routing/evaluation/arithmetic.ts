import { clamped } from './casts.js';

/**
 * Integers of 64 bits that stop at their limits instead of overflowing (manual, "add" and following). Null for the
 * sum of two negative ones below the limit, where HAProxy 2.6 overflows to the largest number.
 */
export const ARITHMETIC: Readonly<Record<string, (left: bigint, right: bigint) => bigint | null>> = {
  add: sum,
  sub: (left, right) => sum(left, -right),
  mul: (left, right) => clamped(left * right),
  div: (left, right) => (right === 0n ? 2n ** 63n - 1n : clamped(left / right)),
  mod: (left, right) => (right === 0n ? 0n : left % right),
  and: (left, right) => BigInt.asIntN(64, left & right),
  or: (left, right) => BigInt.asIntN(64, left | right),
  xor: (left, right) => BigInt.asIntN(64, left ^ right),
};

function sum(left: bigint, right: bigint): bigint | null {
  return left < 0n && right < 0n ? null : clamped(left + right);
}
