import type { FlagName, FlagValues } from '../flags/table.js';
/** A flag, or the URL. */
export type OptionName = FlagName | 'target';

/** The origin of an option's value. */
export type ValueOrigin =
  | { kind: 'flag' }
  | { kind: 'environment'; variable: string }
  | { kind: 'file'; file: string; key: string };

export type ValueOrigins = Partial<Record<OptionName, ValueOrigin>>;

/** One place that options can come from. */
export interface Layer {
  values: FlagValues;
  target: string | undefined;
  source: (name: OptionName) => ValueOrigin;
}
