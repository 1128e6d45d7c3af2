import type { Condition } from './condition.js';
import type { Expression } from './expression.js';
import type { LogFormat } from './log-format.js';

/** Parts of the first line of a request. */
export type LinePart = 'method' | 'path' | 'pathq' | 'query' | 'uri';

/** The effect of a rule when its condition holds. Effects that do not matter to routing are left out. */
export type Effect =
  /** The request goes there. A name with samples in it that no backend has: the default backend. */
  | { kind: 'backend'; name: LogFormat }
  /** This server of the backend takes the request, if it is up; a name with samples in it that no server has: none does. */
  | { kind: 'server'; name: LogFormat }
  /** `force-persist`: a server that is chosen takes requests although it is down. `ignore-persist`: cookies do not count. */
  | { kind: 'persist'; forced: boolean }
  /**
   * HAProxy answers by itself. Status 0: it closes the connection without an answer; null: a service in it, or a file, says
   * which. `page`: it answers with its page for that status, which a proxy may replace (`errorfile`).
   */
  | { kind: 'answer'; status: number | null; page: boolean }
  /** The statistics page, for addresses that begin with this. Guarded if only some may see it. */
  | { kind: 'stats'; uri: string; guarded: boolean }
  /** The monitor page, for requests with this path. */
  | { kind: 'monitor'; uri: string; fail: readonly Condition[] }
  /** `allow` and `accept`: the rest of this phase is left out. */
  | { kind: 'accept' }
  | { kind: 'set-header' | 'add-header'; header: string; value: LogFormat }
  | { kind: 'del-header'; header: string; method: 'str' | 'beg' | 'end' | 'sub' | 'reg' }
  | { kind: 'replace-header' | 'replace-value'; header: string; regex: string; value: LogFormat }
  | { kind: 'set-line'; part: LinePart; value: LogFormat }
  | { kind: 'replace-line'; part: 'path' | 'pathq' | 'uri'; regex: string; value: LogFormat }
  | { kind: 'set-var'; variable: string; value: Expression }
  | { kind: 'set-var-fmt'; variable: string; value: LogFormat }
  | { kind: 'unset-var'; variable: string }
  /** The client's address is another one for the rules after it; what it is made of is not known if it is null. */
  | { kind: 'set-src'; value: Expression | null }
  /** The address and the port that it was sent to are other ones. */
  | { kind: 'set-dst' }
  /** The path is brought into a usual form; a plain one stays as it is. */
  | { kind: 'normalize-uri' }
  /** `cache-use`: it may be answered from a cache. */
  | { kind: 'cached' }
  /** It may do anything: answer, change the request, set variables. */
  | { kind: 'unknown'; why: string };

/** The expressions that an effect goes by. */
export function expressionsIn(effect: Effect): Expression[] {
  if (effect.kind === 'set-src') return effect.value === null ? [] : [effect.value];
  if (effect.kind === 'set-var') return [effect.value];
  const format =
    effect.kind === 'backend' || effect.kind === 'server'
      ? effect.name
      : 'value' in effect
        ? effect.value
        : null;
  return (format?.parts ?? []).flatMap((part) => (part.kind === 'sample' ? [part.expression] : []));
}
