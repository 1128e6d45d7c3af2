import { pageStatus } from './error-pages.js';
import type { Scope } from './evaluation/asking.js';
import { type Change, change } from './evaluation/change.js';
import { doubtAt } from './evaluation/message.js';
import type { Doubt } from './evaluation/sample-value.js';
import { applying } from './evaluation/truth.js';
import { textOf } from './evaluation/values.js';
import { constantText } from './rules/log-format.js';
import { proxyIndex } from './rules/proxy-index.js';
import type { Destination, Rule } from './rules/rules.js';

/** The end of the request at this rule; null if the request goes on. */
export function outcome(rule: Rule, scope: Scope): Destination | Doubt | 'default' | null {
  const { effect, place, text } = rule;
  switch (effect.kind) {
    case 'answer':
      return {
        kind: 'answered',
        status: effect.page ? pageStatus(effect.status, scope) : effect.status,
        place,
      };
    case 'unknown':
      return doubtAt(place, text, effect.why);
    case 'backend':
      return chosen(rule, scope);
    case 'monitor':
      return monitored(rule, scope);
    case 'stats':
      return statistics(rule, scope);
    case 'cached':
      return scope.assumed.calm ? null : fromCache(rule, scope);
    case 'accept':
    case 'server':
    case 'persist':
      return null;
    default:
      change(effect satisfies Change, scope, place);
      return null;
  }
}

/** The answer may be one that another request has had. */
function fromCache({ place, text }: Rule, { message }: Scope): Doubt | null {
  const doubt = doubtAt(place, text, 'what the cache holds is not known here');
  return message.way.doubt(doubt) ? doubt : null;
}

function chosen({ effect, place, text, phase }: Rule, scope: Scope): Destination | Doubt | 'default' {
  if (effect.kind !== 'backend') return 'default';
  const constant = constantText(effect.name);
  const name = constant ?? textOf(effect.name, scope);
  if (typeof name !== 'string') return name;
  if (proxyIndex(scope.rules).backends.has(name)) return { kind: 'backend', name };
  // A name that comes of the request and that no backend has: HAProxy goes on to the default backend.
  if (constant === null && phase === 'use_backend') return 'default';
  return doubtAt(place, text, `there is no backend "${name}"`);
}

function monitored({ effect, place }: Rule, scope: Scope): Destination | null {
  const { uri } = scope.message;
  if (effect.kind !== 'monitor' || typeof uri !== 'string' || uri !== effect.uri) return null;
  const fails = effect.fail.some((condition) => applying({ condition }, scope));
  return { kind: 'answered', status: fails ? pageStatus(503, scope) : 200, place };
}

const ASKS_FOR_STATISTICS = new Set(['GET', 'HEAD', 'POST']);

function statistics({ effect, place, text }: Rule, { message }: Scope): Destination | Doubt | null {
  const { uri, method } = message;
  if (effect.kind !== 'stats') return null;
  if (typeof uri !== 'string') return uri;
  if (typeof method !== 'string') return method;
  if (!ASKS_FOR_STATISTICS.has(method) || !uri.startsWith(effect.uri)) return null;
  if (effect.guarded || method === 'POST')
    return doubtAt(place, text, 'who may see the statistics is not followed here');
  return { kind: 'answered', status: 200, place };
}
