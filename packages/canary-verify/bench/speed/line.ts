/** A line of what must be reached. */
export interface Line {
  what: string;
  goal: string;
  got: string;
  reached: boolean;
}

/** How long and how often is measured: `--quick` only tries the program out. */
export interface Effort {
  rounds: number;
  seconds: number;
}
