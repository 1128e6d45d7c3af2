import type { KnownTest } from '../rules/condition.js';
import { expressionsIn } from '../rules/effect.js';
import type { Expression } from '../rules/expression.js';
import type { ProxyRules, RoutingRules, Rule } from '../rules/rules.js';
import { behindVariable } from './behind-variable.js';

/** More values are not tried. */
const MOST = 12;

/**
 * The values that rules compare a header with, as far as they do not lead where any other value leads. Null if rules look at
 * it in another way as well, by a part of it or by what converters make of it: then not any value leads there.
 */
export function exceptionsTo(
  header: string,
  { frontends, backends }: RoutingRules,
  leads: (value: string) => boolean,
): string[] | null {
  const asks = asksFor(header.toLowerCase());
  const proxies = [...new Set([...frontends, ...backends])];
  const values = new Set<string>();
  for (const proxy of proxies)
    for (const rule of proxy.rules) {
      const uses = usesOf(rule, proxy).filter(({ expressions }) => expressions.some(asks));
      for (const { test } of uses) {
        if (test === null) return null;
        if (test.method === 'found') continue;
        if (!comparesWhole(test)) return null;
        for (const pattern of test.patterns) if (/^[ -~]*[!-~]$/.test(pattern)) values.add(pattern);
      }
    }
  return [...values].slice(0, MOST).filter((value) => !leads(value));
}

/** Where a rule looks at a request, and what for; null where it takes a value. */
interface Use {
  expressions: readonly Expression[];
  test: KnownTest | null;
}

function usesOf({ condition, effect }: Rule, proxy: ProxyRules): Use[] {
  const tests = (condition?.alternatives ?? []).flat().flatMap(({ acl }) => acl.tests);
  const ofTests = tests.flatMap((test): Use[] =>
    test.kind === 'known' ? [{ expressions: behindVariable(test.expression, proxy), test }] : [],
  );
  // What variables and addresses hold counts where it is asked for.
  if (effect.kind === 'set-var' || effect.kind === 'set-var-fmt' || effect.kind === 'set-src') return ofTests;
  const taken = expressionsIn(effect).flatMap((one) => behindVariable(one, proxy));
  return [...ofTests, { expressions: taken, test: null }];
}

function asksFor(header: string): (expression: Expression) => boolean {
  return ({ fetch: { name, args } }) => /hdr/.test(name) && args[0]?.toLowerCase() === header;
}

/** The header as it is, in small letters or capitals. */
function comparesWhole({ method, files, expression }: KnownTest): boolean {
  const plain = expression.converters.every(({ name }) => name === 'lower' || name === 'upper');
  return method === 'str' && files.length === 0 && plain;
}
