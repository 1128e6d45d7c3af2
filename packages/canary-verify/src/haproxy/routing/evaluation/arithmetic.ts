import { clamped } from './casts.js';

/** Integers of 64 bits that stop at their ends instead of going around (manual, "add" and following). */
export const ARITHMETIC: Readonly<Record<string, (left: bigint, right: bigint) => bigint>> = {
  add: (left, right) => clamped(left + right),
  sub: (left, right) => clamped(left - right),
  mul: (left, right) => clamped(left * right),
  div: (left, right) => (right === 0n ? 2n ** 63n - 1n : clamped(left / right)),
  mod: (left, right) => (right === 0n ? 0n : left % right),
  and: (left, right) => BigInt.asIntN(64, left & right),
  or: (left, right) => BigInt.asIntN(64, left | right),
  xor: (left, right) => BigInt.asIntN(64, left ^ right),
};
