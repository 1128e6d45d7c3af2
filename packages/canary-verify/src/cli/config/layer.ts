import type { FlagName, FlagValues } from '../flags/table.js';
/** A flag, or the URL. */
export type OptionName = FlagName | 'target';

/** Where the value of an option came from. */
export type Source =
  | { kind: 'flag' }
  | { kind: 'environment'; variable: string }
  | { kind: 'file'; file: string; key: string };

export type Sources = Partial<Record<OptionName, Source>>;

/** One place that options can come from. */
export interface Layer {
  values: FlagValues;
  target: string | undefined;
  source: (name: OptionName) => Source;
}
