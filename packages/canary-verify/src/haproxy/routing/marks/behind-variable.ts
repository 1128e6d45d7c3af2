import type { Effect } from '../rules/effect.js';
import type { Expression } from '../rules/expression.js';
import type { ProxyRules, Rule } from '../rules/rules.js';

/** An expression, or what rules have put into the variable, the header or the client's address that it asks for. */
export function behindVariable(expression: Expression, proxy: ProxyRules): Expression[] {
  const { rules, captures } = proxy;
  const { fetch, converters } = expression;
  if (fetch.name === 'src') return [expression, ...behindSource(expression, proxy)];
  if (ASKS_HEADER.test(fetch.name)) return [expression, ...behindHeader(expression, proxy)];
  const capture = fetch.name === 'capture.req.hdr' ? captures[Number(fetch.args[0])]?.header : null;
  if (typeof capture === 'string') return [{ ...expression, fetch: { name: 'req.fhdr', args: [capture] } }];
  if (fetch.name !== 'var') return [expression];
  return settingIn(rules).flatMap((effect) => {
    if (!('variable' in effect) || effect.variable !== fetch.args[0]) return [];
    if (effect.kind === 'set-var')
      return [{ ...effect.value, converters: [...effect.value.converters, ...converters] }];
    const [part, ...others] = effect.kind === 'set-var-fmt' ? effect.value.parts : [];
    return part?.kind === 'sample' && others.length === 0
      ? [{ ...part.expression, converters: [...part.expression.converters, ...converters] }]
      : [];
  });
}

const ASKS_HEADER = /^(?:req\.f?)?hdr$/;

/** What rules have made the client's address. */
function behindSource({ converters }: Expression, { rules }: ProxyRules): Expression[] {
  return settingIn(rules).flatMap((effect) => {
    if (effect.kind !== 'set-src' || effect.value === null) return [];
    return [{ ...effect.value, converters: [...effect.value.converters, ...converters] }];
  });
}

/** What rules have written into a header, where that is one value. */
function behindHeader({ fetch, converters }: Expression, proxy: ProxyRules): Expression[] {
  const header = fetch.args[0]?.toLowerCase();
  return settingIn(proxy.rules).flatMap((effect) => {
    if (effect.kind !== 'set-header' || effect.header.toLowerCase() !== header) return [];
    const [part, ...others] = effect.value.parts;
    if (part?.kind !== 'sample' || others.length > 0) return [];
    const { expression } = part;
    const written = { ...expression, converters: [...expression.converters, ...converters] };
    // One step more, and no further: a header may be written from itself.
    return expression.fetch.name === 'var' ? behindVariable(written, proxy) : [written];
  });
}

/** A frontend with thousands of rules is asked about each of its tests. */
const SETTING = new WeakMap<readonly Rule[], readonly Effect[]>();
const KINDS: ReadonlySet<Effect['kind']> = new Set(['set-var', 'set-var-fmt', 'set-header', 'set-src']);

/** The effects that give something another value. */
function settingIn(rules: readonly Rule[]): readonly Effect[] {
  const known = SETTING.get(rules);
  if (known !== undefined) return known;
  const setting = rules.flatMap(({ effect }) => (KINDS.has(effect.kind) ? [effect] : []));
  SETTING.set(rules, setting);
  return setting;
}
