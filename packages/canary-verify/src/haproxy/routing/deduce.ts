import { balanced, serverFor } from './choose-server.js';
import type { Scope } from './evaluation/asking.js';
import { type Change, change } from './evaluation/change.js';
import { trimmed } from './evaluation/header-values.js';
import { type Arrival, arrival, doubtAt, type Message, onWay, whyNotPlain } from './evaluation/message.js';
import type { Doubt } from './evaluation/sample-value.js';
import { applying } from './evaluation/truth.js';
import { textOf } from './evaluation/values.js';
import { allWays, type End, type RulePath } from './evaluation/ways.js';
import { constantText } from './rules/log-format.js';
import { proxyIndex } from './rules/proxy-index.js';
import type {
  Assumed,
  Deduction,
  Destination,
  Phase,
  ProbedRequest,
  ProxyRules,
  RoutingRules,
  Rule,
  Unavailable,
} from './rules/rules.js';

/**
 * What becomes of a request that arrives at a frontend: where it goes, with which share where chance decides, or why that
 * is not known. An unknown condition that cannot change the result does not count.
 *
 * Shares by `rand` are those of a fair draw; HAProxy's differ from them by less than 2^-32.
 *
 * @param assumed What counters, limits and `nbsrv` find; without it that is not known.
 * @throws RangeError when there is no such frontend.
 */
export function deduce(
  rules: RoutingRules,
  frontend: string,
  request: ProbedRequest,
  assumed: Assumed = NOTHING_ASSUMED,
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
  const arrived = arrival(request, capturedHeaders(proxy, request));
  return allWays((way) => walkRules(rules, proxy, { arrived, way, assumed }), tooMany);
}

export const NOTHING_ASSUMED: Assumed = { serversUp: {}, calm: false };

interface Walk {
  arrived: Arrival;
  way: RulePath;
  assumed: Assumed;
}

/** The facts that hold on the whole way. */
type Constants = Omit<Scope, 'phase' | 'mode' | 'proxy'>;

/** A page of the frontend or of the backend, whichever is there, may have another status. */
function unavailable(proxies: readonly ProxyRules[]): Unavailable {
  return proxies.some((proxy) => hasErrorPage(proxy, 503)) ? null : 503;
}

function hasErrorPage({ errorPages }: ProxyRules, status: number): boolean {
  return errorPages === 'all' || errorPages.has(status);
}

/** One way: through the frontend, then through the backend. */
function walkRules(rules: RoutingRules, proxy: ProxyRules, { arrived, way, assumed }: Walk): End {
  const message = onWay(arrived, way);
  const constants: Constants = { message, rules, assumed, frontend: proxy.name };
  const end = throughProxy({ proxy, as: 'frontend' }, constants);
  if (end === null && proxy.kind !== 'listen') return { kind: 'nowhere', status: unavailable([proxy]) };
  if (end !== null && end.kind !== 'backend') return end;
  const name = end === null ? proxy.name : end.name;
  const backend = proxyIndex(rules).backends.get(name);
  if (backend === undefined) return end ?? { kind: 'backend', name };
  if (proxy.mode === 'tcp' && backend.mode !== 'tcp' && backend.rules.length > 0)
    return doubtAt(
      backend.place,
      `backend ${backend.name}`,
      'its rules are not followed behind a frontend in TCP mode',
    );
  const served = throughBackend(backend, name === proxy.name && proxy.kind === 'listen', constants);
  return served.kind === 'unserved' ? { ...served, status: unavailable([proxy, backend]) } : served;
}

/** The rules of a `listen` have been asked by then. */
function throughBackend(backend: ProxyRules, asked: boolean, constants: Constants): End {
  if (backend.serving.disabled)
    return backend.rules.length === 0 && backend.serving.cookie === null
      ? { kind: 'unserved', backend: backend.name, status: 503 }
      : doubtAt(
          backend.place,
          `backend ${backend.name}`,
          'HAProxy does not prepare the rules of a disabled backend',
        );
  if (backend.rules.length === 0 && backend.serving.cookie === null) return balanced(backend);
  // HAProxy asks before the backend's own rules change the request.
  const persist = scopeAt('persist', backend, constants);
  const rule = backend.rules.find((one) => one.phase === 'persist' && applying(one, persist));
  const end = asked ? null : throughProxy({ proxy: backend, as: 'backend' }, constants);
  const persistence = rule?.effect.kind === 'persist' ? (rule.effect.forced ? 'forced' : 'ignored') : 'usual';
  return end ?? serverFor(backend, persistence, scopeAt('use-server', backend, constants));
}

/** As they were when the request came. */
function capturedHeaders({ captures }: ProxyRules, { headers }: ProbedRequest): Message['captured'] {
  return captures.map(({ header, length }) => {
    if (header === null) return undefined;
    const [, value = null] = headers.findLast(([name]) => name.toLowerCase() === header.toLowerCase()) ?? [];
    return value === null ? null : trimmed(value).slice(0, length);
  });
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
    if (rule.phase === accepted || OF_SERVERS.has(rule.phase)) continue;
    if (as === 'backend' && FRONTEND_PHASES.has(rule.phase)) continue;
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

function scopeAt(
  phase: Phase,
  { mode, name }: ProxyRules,
  { message, rules, assumed, frontend }: Constants,
): Scope {
  return { message, phase, mode, rules, assumed, frontend, proxy: name };
}

/** They are asked when the backend is known. */
const OF_SERVERS: ReadonlySet<Phase> = new Set(['persist', 'use-server']);

const FRONTEND_PHASES: ReadonlySet<Phase> = new Set([
  'connection',
  'session',
  'monitor',
  'use_backend',
  'default_backend',
]);

/** The end of the request at this rule; null if the request goes on. */
function outcome(rule: Rule, scope: Scope): Destination | Doubt | 'default' | null {
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

/** The status of HAProxy's page for a status; null if the configuration has a page of its own. */
function pageStatus(status: number | null, { rules, frontend, proxy }: Scope): number | null {
  const { frontends, backends } = proxyIndex(rules);
  const proxies = [frontends.get(frontend), backends.get(proxy)].filter((one) => one !== undefined);
  return status !== null && proxies.some((one) => hasErrorPage(one, status)) ? null : status;
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
