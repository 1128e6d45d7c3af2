import type { Flag } from '../flags/flag.js';
import { FLAGS, type FlagName, type Flags, namesOf } from '../flags/table.js';

/**
 * What a configuration file may say: every flag by its name in camel case, with the value that the flag takes, and the
 * URL as `target`. Each command reads what it knows.
 *
 * @example
 * // canary-verify.config.ts
 * import type { CanaryVerifyConfig } from 'canary-verify';
 *
 * export default { target: 'http://shop/version', expect: '10%', maxTime: '2m' } satisfies CanaryVerifyConfig;
 */
export type CanaryVerifyConfig = {
  [Name in FlagName as Flags[Name] extends { allowedIn: string } ? never : Key<Name>]?: ConfigValue<
    Flags[Name]
  >;
} & {
  /** The URL asked. */
  target?: string;
  /** The schema of a JSON file, for editors. */
  $schema?: string;
};

type Key<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Key<Tail>>}`
  : Name;

type ConfigValue<One extends Flag> = One extends { placeholder: null }
  ? boolean
  : One extends { repeatable: true }
    ? string | readonly string[]
    : string | number;

/** The flags that may stand in a configuration file. */
export const CONFIG_FLAGS: readonly FlagName[] = namesOf(FLAGS).filter((name) => {
  const { allowedIn }: Flag = FLAGS[name];
  return allowedIn === undefined;
});

/** `max-time` as `maxTime`. */
export function keyOf(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
