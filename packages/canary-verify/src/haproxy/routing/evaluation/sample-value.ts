import type { Remark } from '../../configuration/configuration.js';

/** What cannot be told here. */
export interface Doubt {
  kind: 'doubt';
  remark: Remark;
  /** It depends on chance: then what it leads to goes together with what chance decides elsewhere. */
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
  /** Which of the numbers that were drawn for this request. */
  draw: number;
  /** What the value is for each number; null: the number itself. A value of null: a converter fails. */
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
