import type { PooledServer } from '../backends/server-pool.js';
import { serverNamed } from '../backends/serving.js';
import type { Scope } from './evaluation/asking.js';
import { cookieValues } from './evaluation/header-values.js';
import { doubtAt } from './evaluation/message.js';
import type { Doubt } from './evaluation/sample-value.js';
import { applying } from './evaluation/truth.js';
import { textOf } from './evaluation/values.js';
import { isMixedUp } from './mixed-name.js';
import { constantText } from './rules/log-format.js';
import type { Destination, ProxyRules, Rule } from './rules/rules.js';

/** What `force-persist` and `ignore-persist` say of a request. */
export type Persistence = 'forced' | 'ignored' | 'usual';

/**
 * Who takes a request that has come through the rules of a backend: the server that `use-server` names, else the one of a
 * cookie, else the servers by their weights (HAProxy's analysers AN_REQ_SRV_RULES and AN_REQ_HTTP_INNER, then its balancing).
 * Servers that a table remembers (`stick`) are those of earlier requests, so that a new client is balanced.
 */
export function serverFor(backend: ProxyRules, persistence: Persistence, scope: Scope): Destination | Doubt {
  const { serving } = backend;
  const downToo = persistence === 'forced' || serving.persists;
  const isTaking = (server: PooledServer) => downToo || !server.disabled;
  const byRule = ofRules(backend, scope, isTaking);
  if (byRule !== null) return byRule;
  const byCookie = persistence === 'ignored' ? null : ofCookie(backend, scope, isTaking);
  if (byCookie !== null) return byCookie;
  return balanced(backend);
}

/** The backend by its weights; nobody if no server has one. */
export function balanced({ name, serving: { serves } }: ProxyRules): Destination {
  return serves ? { kind: 'backend', name } : { kind: 'unserved', backend: name, status: 503 };
}

type IsTaking = (server: PooledServer) => boolean;

/** The first rule that applies and whose server is up. */
function ofRules(
  { rules, serving, name: backend }: ProxyRules,
  scope: Scope,
  isTaking: IsTaking,
): Destination | Doubt | null {
  for (const rule of rules) {
    if (rule.phase !== 'use-server' || !applying(rule, scope)) continue;
    const name = serverName(rule, scope);
    if (typeof name !== 'string') return name;
    const server = serverNamed(serving.servers, name);
    if (server !== null && isTaking(server)) return { kind: 'server', backend, server: name };
    if (server !== null) continue;
    const { effect, place, text } = rule;
    // A name that comes of the request and that no server has ends the search.
    if (effect.kind === 'server' && constantText(effect.name) === null) return null;
    return doubtAt(place, text, `there is no server "${name}"`);
  }
  return null;
}

function serverName({ effect, place, text }: Rule, scope: Scope): string | Doubt {
  if (effect.kind === 'unknown') return doubtAt(place, text, effect.why);
  if (effect.kind !== 'server') return doubtAt(place, text, 'it names no server');
  if (isMixedUp(effect.name))
    return doubtAt(place, text, 'HAProxy mixes up the parts of such a name when it has converters');
  return constantText(effect.name) ?? textOf(effect.name, scope);
}

/** The first value of the cookie that a server has which is up. */
function ofCookie(
  { serving, name: backend, place }: ProxyRules,
  { message: { headers } }: Scope,
  isTaking: IsTaking,
): Destination | Doubt | null {
  const { cookie, servers } = serving;
  if (cookie === null) return null;
  for (const { name, value } of headers) {
    if (name !== 'cookie') continue;
    if (typeof value !== 'string') return value;
    for (const written of cookieValues(value, cookie.name)) {
      const [own = ''] = written.split(cookie.end, 1);
      if (cookie.unread && written !== '')
        return doubtAt(place, `cookie ${cookie.name}`, 'which server this cookie names is not followed here');
      const server = own === '' ? undefined : servers.find((one) => one.cookie === own && isTaking(one));
      if (server !== undefined) return { kind: 'server', backend, server: server.name };
    }
  }
  return null;
}
