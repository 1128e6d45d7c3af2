import { AMOUNT } from './amount.js';
import { ASKED } from './asked.js';
import { DERIVED } from './derived.js';
import { EXPECTED } from './expected.js';
import type { FlagGroup, FlagValue } from './flag.js';
import { ALWAYS, PRINTED } from './printed.js';
import { ROUTED } from './routed.js';
import { SETTINGS } from './settings.js';
import { RUNNING, SOURCES } from './sources.js';
import { WATCHED } from './watched.js';

/** Every flag of every command, in the order of the help. A flag means the same wherever it is known. */
export const FLAG_GROUPS: readonly FlagGroup[] = [
  { heading: 'What is expected', flags: { ...EXPECTED, ...ROUTED, ...DERIVED } },
  { heading: 'What explains it', flags: { ...SOURCES, ...RUNNING } },
  { heading: 'What is asked', flags: ASKED },
  { heading: 'How much', flags: AMOUNT },
  { heading: 'Between decisions', flags: WATCHED },
  { heading: 'What is printed', flags: { ...PRINTED, ...SETTINGS, ...ALWAYS } },
];

/** The table, with what each flag's value is read as. */
export type Flags = typeof EXPECTED &
  typeof ROUTED &
  typeof DERIVED &
  typeof SOURCES &
  typeof RUNNING &
  typeof ASKED &
  typeof AMOUNT &
  typeof WATCHED &
  typeof PRINTED &
  typeof SETTINGS &
  typeof ALWAYS;

export const FLAGS: Flags = {
  ...EXPECTED,
  ...ROUTED,
  ...DERIVED,
  ...SOURCES,
  ...RUNNING,
  ...ASKED,
  ...AMOUNT,
  ...WATCHED,
  ...PRINTED,
  ...SETTINGS,
  ...ALWAYS,
};

export type FlagName = keyof Flags;

/** The values of the flags that were given, by name. */
export type FlagValues = { -readonly [Name in FlagName]?: FlagValue<Flags[Name]> };

/** The names of the flags in a part of the table. */
export function namesOf<Part extends Partial<Flags>>(part: Part): (keyof Part & FlagName)[] {
  return Object.keys(part) as (keyof Part & FlagName)[];
}
