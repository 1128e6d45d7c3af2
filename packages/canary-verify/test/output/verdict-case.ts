import type { RequestListener } from 'node:http';
/** A run of the command against a fake proxy. */
export interface VerdictCase {
  /** The heading, and what a page names the case by. */
  title: string;
  /** What stands behind the proxy, in a sentence. */
  given: string;
  argv: readonly string[];
  /** Null: nobody listens. `interrupt` is Ctrl-C. */
  proxy: ((interrupt: () => void) => RequestListener) | null;
  /** What Consul answers for a service; without it, nobody listens. */
  consul?: RequestListener;
  /** Statistics pages; where one is named beyond them, nobody listens. */
  haproxy?: readonly RequestListener[];
  /** Files in the folder that it runs in. */
  files?: Readonly<Record<string, string>>;
}
