/** One flag, as data: what is read, what the help says and what a shell completes are made from it. */
export interface Flag {
  /** The letter that stands for it behind a single dash. */
  readonly short?: string;
  /** The placeholder for its value in the help; null for a switch, which takes no value. */
  readonly placeholder: string | null;
  readonly help: string;
  /** The text of its default in the help. */
  readonly defaultText?: string;
  /** It may be given several times. */
  readonly repeatable?: true;
  /** A value may have several lines: in a variable of the environment an empty line stands between two values. */
  readonly hasLines?: true;
  /** Its values, or what they can begin with. */
  readonly choices?: readonly string[];
  /** Its value is the path of a file. */
  readonly file?: true;
  /** How far it may be given: not in a configuration file, or not even in the environment. */
  readonly allowedIn?: 'environment' | 'command line';
  /** The help of the whole command line shows it. */
  readonly common?: true;
}

/** Flags that belong together in the help. */
export interface FlagGroup {
  heading: string;
  flags: Readonly<Record<string, Flag>>;
}

/** The type that a flag's value is read as. */
export type FlagValue<One extends Flag> = One extends { placeholder: null }
  ? boolean
  : One extends { repeatable: true }
    ? string[]
    : string;
