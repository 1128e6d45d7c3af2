import { printable } from '../../../text/printable.js';
import { wrapped } from '../../../text/wrapped.js';
import type { InspectedFrontend, InspectedRule } from '../inspection.js';
import { markLines } from './mark-text.js';
import { servedLines } from './served-text.js';
import type { Telling } from './telling.js';

/** One frontend: how to reach the canary, what share it gets, which requests go where. */
export function frontendText(frontend: InspectedFrontend, telling: Telling): string {
  return [
    heading(frontend, telling),
    ...markLines(frontend, telling),
    ...servedLines(frontend, telling),
    ...ruleLines(frontend, telling),
  ].join('\n');
}

function heading(
  { kind, name, listens, place, mode }: InspectedFrontend,
  { paint, placeText }: Telling,
): string {
  const where = listens.length === 0 ? '' : ` on ${listens.map((address) => printable(address)).join(', ')}`;
  const title = wrapped(`${kind} ${printable(name)}${where}`, '', '  ');
  return `${paint('bold', title)}  ${paint('dim', `${placeText(place)}${mode === 'tcp' ? ', mode tcp' : ''}`)}`;
}

/** Each rule in the order in which HAProxy asks them. */
function ruleLines({ rules, place }: InspectedFrontend, { paint, placeText }: Telling): string[] {
  if (rules.length === 0) return [];
  const places = rules.map((rule) =>
    rule.place.file === place.file ? `line ${rule.place.line}` : placeText(rule.place),
  );
  const width = Math.max(...places.map((text) => text.length));
  const lines = rules.map((rule, index) => {
    const where = (places[index] ?? '').padEnd(width);
    const acls = rule.acls.map((acl) => wrapped(aclText(acl), ' '.repeat(width + 8), ' '.repeat(width + 10)));
    return [
      `    ${paint('dim', where)}  ${wrapped(ruleText(rule), ' '.repeat(width + 8)).trimStart()}`,
      ...acls,
    ].join('\n');
  });
  return ['', '  In this order:', ...lines];
}

function ruleText({ backend, condition, text, phase }: InspectedRule): string {
  if (backend === null) return printable(text, 400);
  if (phase === 'default_backend') return `→ ${printable(backend)} otherwise`;
  return printable(`→ ${backend} ${condition ?? 'always'}`, 400);
}

/** Lines of the same name are one ACL: one of them is enough. */
function aclText({ name, tests }: InspectedRule['acls'][number]): string {
  return `${printable(name)}: ${tests.map((test) => printable(test, 200)).join(', or ')}`;
}
