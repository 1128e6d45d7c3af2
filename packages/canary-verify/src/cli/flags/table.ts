import { ACTUATORS } from './actuators.js';
import { AMOUNT } from './amount.js';
import { ASKED } from './asked.js';
import { DERIVED } from './derived.js';
import { EXPECTED } from './expected.js';
import type { FlagGroup, FlagValue } from './flag.js';
import { ALWAYS, PRINTED } from './printed.js';
import { ROLLED } from './rolled.js';
import { ROUTED } from './routed.js';
import { SETTINGS } from './settings.js';
import { RUNNING, SOURCES } from './sources.js';
import { WATCHED } from './watched.js';

const { consul, services, ...expectation } = EXPECTED;
const { by, canary, stable, instance, ...request } = ASKED;

/** Every flag of every command, in the order of the help. */
export const FLAG_GROUPS: readonly FlagGroup[] = [
  { heading: 'Expectation', flags: { ...expectation, ...ROUTED, ...DERIVED } },
  { heading: 'Where the share stands', flags: ACTUATORS },
  { heading: 'Consul and HAProxy', flags: { consul, services, ...SOURCES, ...RUNNING } },
  { heading: 'Request', flags: request },
  { heading: 'Versions', flags: { by, canary, stable, instance } },
  { heading: 'Limits', flags: AMOUNT },
  { heading: 'Between two runs', flags: WATCHED },
  { heading: 'Rollout', flags: ROLLED },
  { heading: 'Output', flags: { ...PRINTED, ...SETTINGS, ...ALWAYS } },
];

/** The table, with what each flag's value is read as. */
export type Flags = typeof EXPECTED &
  typeof ACTUATORS &
  typeof ROUTED &
  typeof DERIVED &
  typeof SOURCES &
  typeof RUNNING &
  typeof ASKED &
  typeof AMOUNT &
  typeof WATCHED &
  typeof ROLLED &
  typeof PRINTED &
  typeof SETTINGS &
  typeof ALWAYS;

export const FLAGS: Flags = {
  ...EXPECTED,
  ...ACTUATORS,
  ...ROUTED,
  ...DERIVED,
  ...SOURCES,
  ...RUNNING,
  ...ASKED,
  ...AMOUNT,
  ...WATCHED,
  ...ROLLED,
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
