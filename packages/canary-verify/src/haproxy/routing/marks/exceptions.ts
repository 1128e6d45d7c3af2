import type { RoutingRules } from '../rules/rules.js';

/** More values are not tried. */
const MOST = 12;

/** The values that rules compare a header with, as far as they do not lead where any other value leads. */
export function exceptionsTo(
  header: string,
  { frontends, backends }: RoutingRules,
  leads: (value: string) => boolean,
): string[] {
  const wanted = header.toLowerCase();
  const tests = [...frontends, ...backends]
    .flatMap(({ rules }) => rules)
    .flatMap(({ condition }) => (condition?.alternatives ?? []).flat())
    .flatMap(({ acl }) => acl.tests);
  const values = tests.flatMap((test) => {
    if (test.kind !== 'known') return [];
    const { name, args } = test.expression.fetch;
    const same = /hdr/.test(name) && args[0]?.toLowerCase() === wanted;
    return same ? test.patterns.filter((pattern) => /^[ -~]*[!-~]$/.test(pattern)) : [];
  });
  return [...new Set(values)].slice(0, MOST).filter((value) => !leads(value));
}
