import type { Remark } from '../../configuration/configuration.js';

/** A value that cannot be told here, and the reason. */
export interface Doubt {
  kind: 'doubt';
  remark: Remark;
  /**
   * True when the unknown value is random. Then it may be correlated with other random choices of the same
   * request.
   */
  chancy: boolean;
}

export function doubt(remark: Remark, chancy = false): Doubt {
  return { kind: 'doubt', remark, chancy };
}

/** A value while HAProxy works on it (`struct sample`). Texts are ASCII. */
export type SettledValue =
  | { kind: 'str'; value: string }
  | { kind: 'int'; value: bigint }
  | { kind: 'bool'; value: boolean }
  /** 32 bits for version 4, 128 for version 6. */
  | { kind: 'ip'; version: 4 | 6; value: bigint }
  | { kind: 'method'; value: string };

/** A value that goes by a number of chance, which is not decided yet. */
export interface Draw {
  kind: 'draw';
  /** The index of the random number of this request. */
  draw: number;
  /** The value for each number; null if it is the number itself. A value is null if a converter fails. */
  as: ((value: number) => SettledValue | Doubt | null) | null;
}

export type EvaluatedValue = SettledValue | Draw;
export type SampleValue = EvaluatedValue | Doubt;

export const str = (value: string): SettledValue => ({ kind: 'str', value });
export const int = (value: bigint | number): SettledValue => ({ kind: 'int', value: BigInt(value) });
export const bool = (value: boolean): SettledValue => ({ kind: 'bool', value });

export function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what ASCII is
  return /^[\x00-\x7f]*$/.test(text);
}
