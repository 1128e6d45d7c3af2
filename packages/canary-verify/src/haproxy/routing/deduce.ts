import type { Remark } from '../configuration/configuration.js';
import { balanced, serverFor } from './choose-server.js';
import { unavailable } from './error-pages.js';
import type { Scope } from './evaluation/asking.js';
import { trimmed } from './evaluation/header-values.js';
import { arrival, doubtAt, type Message, onWay, whyNotPlain } from './evaluation/message.js';
import { applying } from './evaluation/truth.js';
import { allWays, type End } from './evaluation/ways.js';
import { judgedAlike } from './judged-alike.js';
import { outcome } from './outcome.js';
import { proxyIndex } from './rules/proxy-index.js';
import type { Assumed, Deduction, Phase, ProbedRequest, ProxyRules, RoutingRules } from './rules/rules.js';

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
  const remark = (why: string): Remark => ({ place: proxy.place, text: `${proxy.kind} ${proxy.name}`, why });
  const why = whyNotPlain(request);
  if (why !== null) return { destinations: [], unknown: [remark(why)] };
  const tooMany = () => remark('chance and unknown conditions leave too many ways through its rules');
  const arrived = arrival(request, capturedHeaders(proxy, request));
  return judgedAlike({ rules, proxy, assumed }, arrived, (asked) =>
    allWays((way) => walkRules(rules, proxy, { message: onWay(arrived, way, asked), assumed }), tooMany),
  );
}

export const NOTHING_ASSUMED: Assumed = { serversUp: {}, calm: false };

interface Walk {
  message: Message;
  assumed: Assumed;
}

/** The facts that hold on the whole way. */
type Constants = Omit<Scope, 'phase' | 'mode' | 'proxy'>;

/** One way: through the frontend, then through the backend. */
function walkRules(rules: RoutingRules, proxy: ProxyRules, { message, assumed }: Walk): End {
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
