import { constantText } from '../rules/log-format.js';
import { proxyIndex } from '../rules/proxy-index.js';
import type { ProxyRules, RoutingRules, Rule } from '../rules/rules.js';
import { firstAround } from './around.js';
import type { Candidate, Surroundings } from './candidate.js';
import type { HeaderLines } from './header-mark.js';
import type { RuledFrontend } from './need.js';
import { ofCondition } from './of-condition.js';
import { ofNames } from './of-names.js';

/** More backends are not looked into. */
const MOST_BEHIND = 50;

/** The candidates of rules and cookies in the backends, each where the frontend leads to that backend. */
export function behindFrontend({ rules, proxy }: RuledFrontend): Candidate[] {
  const ways = waysTo(proxy, rules);
  return ways.slice(0, MOST_BEHIND).flatMap(({ backend, around }) => {
    // What the frontend has set counts here as well.
    const asked = { rules, proxy: { ...backend, rules: [...proxy.rules, ...backend.rules] } };
    const ofRules = backend.rules
      .filter(({ phase }) => phase === 'use-server' || phase === 'http-request' || phase === 'persist')
      .flatMap((rule) => [
        ...(rule.condition === null ? [] : ofCondition(rule, rule.condition, asked)),
        ...ofNames(rule, asked),
      ]);
    return [...ofRules, ...ofCookie(backend)].map((one) => ({ ...one, around: within(one.around, around) }));
  });
}

function within(own: Surroundings, outer: Surroundings): Surroundings {
  return {
    host: own.host ?? outer.host,
    path: own.path ?? outer.path,
    method: own.method ?? outer.method,
  };
}

interface Way {
  backend: ProxyRules;
  around: Surroundings;
}

const ANYWHERE: Surroundings = { host: null, path: null, method: null };

/** The backends that choose servers by rules or cookies, and what leads there. */
function waysTo(proxy: ProxyRules, rules: RoutingRules): Way[] {
  const { backends } = proxyIndex(rules);
  const ways = proxy.rules.flatMap((rule): Way[] => {
    if (rule.effect.kind !== 'backend') return [];
    const name = constantText(rule.effect.name);
    const named = name === null ? rules.backends : [backends.get(name)];
    const choosing = named.filter((backend) => backend !== undefined && chooses(backend));
    if (choosing.length === 0) return [];
    const around = firstAround(rule, { rules, proxy });
    return choosing.flatMap((backend) => (backend === undefined ? [] : [{ backend, around }]));
  });
  const own: Way[] = proxy.kind === 'listen' && chooses(proxy) ? [{ backend: proxy, around: ANYWHERE }] : [];
  const seen = new Set<string>();
  return [...ways, ...own].filter((way) => {
    const key = JSON.stringify([way.backend.name, way.around]);
    const first = !seen.has(key);
    seen.add(key);
    return first;
  });
}

function chooses({ serving, rules }: ProxyRules): boolean {
  return serving.cookie !== null || rules.some(({ phase }) => phase === 'use-server');
}

/** A cookie for each server that has a value. */
function ofCookie({ serving: { cookie, servers } }: ProxyRules): Candidate[] {
  if (cookie === null || cookie.unread) return [];
  const values = new Set<string>();
  return servers.flatMap((server): Candidate[] => {
    const { cookie: value, place } = server;
    if (value === null || values.has(value) || place.line === 0) return [];
    values.add(value);
    const rule: Rule = {
      phase: 'use-server',
      condition: null,
      effect: { kind: 'persist', forced: false },
      place,
      text: `server ${server.name} … cookie ${value}`,
    };
    const headers: HeaderLines = [['Cookie', `${cookie.name}=${value}`]];
    return [
      { headers, query: null, around: ANYWHERE, rule, method: 'str', caseSensitive: true, converters: [] },
    ];
  });
}
