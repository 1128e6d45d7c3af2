import type { RequestListener } from 'node:http';
import type { RuntimeAnswers } from './fake-runtime-socket.js';

/** A run of the command against a fake proxy. */
export interface VerdictCase {
  /** The heading, and what a page names the case by. */
  title: string;
  /** What stands behind the proxy, in a sentence. */
  given: string;
  argv: readonly string[];
  /** Null: nobody listens. `interrupt` is Ctrl-C. */
  proxy: ((interrupt: () => void) => RequestListener) | null;
  /**
   * The proxies behind the addresses 10.0.0.1, 10.0.0.2, … of the name shop.example, instead of `proxy`. Null: nobody listens
   * there. `ipv6` is one more address, which no machine can reach.
   */
  addresses?: { proxies: () => readonly (RequestListener | null)[]; ipv6?: true };
  /** What Consul answers for a service; without it, nobody listens. */
  consul?: RequestListener;
  /** Statistics pages; where one is named beyond them, nobody listens. */
  haproxy?: readonly RequestListener[];
  /** The runtime socket at `localhost:9999`; without it, nobody listens. */
  socket?: RuntimeAnswers;
  /** Files in the folder that it runs in. */
  files?: Readonly<Record<string, string>>;
}
