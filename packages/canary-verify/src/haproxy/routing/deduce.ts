import type { Scope } from './evaluation/asking.js';
import { type Change, change } from './evaluation/change.js';
import { arrived, doubtAt, whyNotPlain } from './evaluation/message.js';
import type { Doubt } from './evaluation/sample-value.js';
import { applies } from './evaluation/truth.js';
import { textOf } from './evaluation/values.js';
import { allWays, type End, type RulePath } from './evaluation/ways.js';
import { constantText } from './rules/log-format.js';
import { proxyIndex } from './rules/proxy-index.js';
import type {
  Deduction,
  Destination,
  Phase,
  ProbedRequest,
  ProxyRules,
  RoutingRules,
  Rule,
  ServersUp,
} from './rules/rules.js';

/**
 * What becomes of a request that arrives at a frontend: where it goes, with which share where chance decides, or why that
 * is not known. An unknown condition that cannot change the result does not count.
 *
 * Shares by `rand` are those of a fair draw; HAProxy's differ from them by less than 2^-32.
 *
 * @param serversUp What `nbsrv` finds.
 * @throws RangeError when there is no such frontend.
 */
export function deduce(
  rules: RoutingRules,
  frontend: string,
  request: ProbedRequest,
  serversUp: ServersUp = {},
): Deduction {
  const proxy = proxyIndex(rules).frontends.get(frontend);
  if (proxy === undefined) throw new RangeError(`there is no frontend "${frontend}"`);
  const text = `${proxy.kind} ${proxy.name}`;
  const why = whyNotPlain(request);
  if (why !== null) return { destinations: [], unknown: [{ place: proxy.place, text, why }] };
  const tooMany = {
    place: proxy.place,
    text,
    why: 'chance and unknown conditions leave too many ways through its rules',
  };
  return allWays((way) => walkRules(rules, proxy, { request, way, serversUp }), tooMany);
}

interface Walk {
  request: ProbedRequest;
  way: RulePath;
  serversUp: ServersUp;
}

/** The facts that hold on the whole way. */
type Constants = Omit<Scope, 'phase' | 'mode'>;

/** One way: through the frontend, then through the backend. */
function walkRules(rules: RoutingRules, proxy: ProxyRules, { request, way, serversUp }: Walk): End {
  const constants: Constants = { message: arrived(request, way), rules, serversUp };
  const end = throughProxy({ proxy, as: 'frontend' }, constants);
  if (end === null)
    return proxy.kind === 'listen' ? { kind: 'backend', name: proxy.name } : { kind: 'nowhere' };
  if (end.kind !== 'backend' || (proxy.kind === 'listen' && end.name === proxy.name)) return end;
  const backend = proxyIndex(rules).backends.get(end.name);
  if (backend === undefined || (proxy.mode === 'tcp' && backend.mode === 'tcp')) return end;
  if (proxy.mode === 'tcp' && backend.rules.length > 0)
    return doubtAt(
      backend.place,
      `backend ${backend.name}`,
      'its rules are not followed behind a frontend in TCP mode',
    );
  return throughProxy({ proxy: backend, as: 'backend' }, constants) ?? end;
}

/** A `listen` is asked as the one or as the other. */
interface Role {
  proxy: ProxyRules;
  as: 'frontend' | 'backend';
}

/** Null if none of its rules decides. */
function throughProxy({ proxy, as }: Role, constants: Constants): End | null {
  let accepted: Phase | null = null;
  let scope = scopeAt('connection', proxy, constants);
  for (const rule of proxy.rules) {
    if (rule.phase === accepted || (as === 'backend' && FRONTEND_PHASES.has(rule.phase))) continue;
    if (scope.phase !== rule.phase) scope = scopeAt(rule.phase, proxy, constants);
    if (!applying(rule, scope)) continue;
    if (rule.effect.kind === 'accept') accepted = rule.phase;
    else {
      const end = outcome(rule, scope);
      if (end === 'default') accepted = 'use_backend';
      else if (end !== null) return end;
    }
  }
  return null;
}

function scopeAt(phase: Phase, { mode }: ProxyRules, { message, rules, serversUp }: Constants): Scope {
  return { message, phase, mode, rules, serversUp };
}

const FRONTEND_PHASES: ReadonlySet<Phase> = new Set([
  'connection',
  'session',
  'monitor',
  'use_backend',
  'default_backend',
]);

function applying({ condition }: Rule, scope: Scope): boolean {
  if (condition === null) return true;
  const truth = applies(condition, scope);
  return typeof truth === 'boolean' ? truth : scope.message.way.doubt(truth);
}

/** The end of the request at this rule; null if the request goes on. */
function outcome(rule: Rule, scope: Scope): Destination | Doubt | 'default' | null {
  const { effect, place, text } = rule;
  switch (effect.kind) {
    case 'answer':
      return { kind: 'answered', status: effect.status, place };
    case 'unknown':
      return doubtAt(place, text, effect.why);
    case 'backend':
      return chosen(rule, scope);
    case 'monitor':
      return monitored(rule, scope);
    case 'stats':
      return statistics(rule, scope);
    case 'accept':
      return null;
    default:
      change(effect satisfies Change, scope, place);
      return null;
  }
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
  const fails = effect.fail.some((condition) => {
    const truth = applies(condition, scope);
    return typeof truth === 'boolean' ? truth : scope.message.way.doubt(truth);
  });
  return { kind: 'answered', status: fails ? 503 : 200, place };
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
