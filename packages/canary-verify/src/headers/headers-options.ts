import type { VerifyOptions } from '../options/options.js';

/** The options of `verifyHeaders`: those of `verify`, and the configuration that the kinds of request come from. */
export interface HeadersOptions extends VerifyOptions {
  /** HAProxy's configuration: its files in their order, or folders of them. Or give it as `haproxyConfig`, read. */
  config?: string | readonly string[];
  /** HAProxy's environment, for variables in `config`. Default: that of this process. */
  env?: Readonly<Record<string, string | undefined>>;
  /** The `frontend` or `listen` that is asked. Default: the only one, or the one that listens on the target's port. */
  frontend?: string;
  /** The backend that holds the canary. Default: the one with this word in its name, or the one of two with less traffic. */
  canaryBackend?: string;
  /**
   * The canary's share of unmarked requests, and of all that go by the same rules; `auto` as for `verify`. Default: what the
   * rules say.
   */
  expect?: string | number;
  /**
   * Shows the near misses together, with far fewer requests: fewer than `leak` of all their requests go elsewhere, and fewer than
   * ten times as many of each kind. The unmarked request and the marks are shown as ever. Default: false.
   */
  quick?: boolean;
}
