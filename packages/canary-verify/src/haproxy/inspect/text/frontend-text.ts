import { printable } from '../../../text/printable.js';
import { wrapped } from '../../../text/wrapped.js';
import type { InspectedFrontend, InspectedRule } from '../inspection.js';
import { doorLines } from './door-text.js';
import { markLines } from './mark-text.js';
import type { Telling } from './telling.js';

/** One frontend: how to reach the canary, what share it gets, which requests go where. */
export function frontendText(frontend: InspectedFrontend, telling: Telling): string {
  return [
    heading(frontend, telling),
    ...markLines(frontend, telling),
    ...doorLines(frontend, telling),
    ...captureLines(frontend, telling),
    ...ruleLines(frontend, telling),
  ].join('\n');
}

function heading(
  { kind, name, binds, place, mode }: InspectedFrontend,
  { paint, placeText }: Telling,
): string {
  const where = binds.length === 0 ? '' : ` on ${binds.map(({ address }) => printable(address)).join(', ')}`;
  const title = wrapped(`${kind} ${printable(name)}${where}`, '', '  ');
  return `${paint('bold', title)}  ${paint('dim', `${placeText(place)}${mode === 'tcp' ? ', mode tcp' : ''}`)}`;
}

/** Production is read by its log: with these lines it says who answered what. */
function captureLines({ captures }: InspectedFrontend, { paint }: Telling): string[] {
  if (captures.length === 0) return [];
  const heading = 'For the log (option httplog), lines of this frontend that say mark, track and version:';
  return [
    '',
    wrapped(heading, '  '),
    ...captures.map((line) => `    ${paint('bold', printable(line, 200))}`),
  ];
}

/** Each rule in the order in which HAProxy asks them. */
function ruleLines(
  { rules: own, serverRules, place }: InspectedFrontend,
  { paint, placeText }: Telling,
): string[] {
  const rules = [...own, ...serverRules];
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

function ruleText({ backend, server, condition, text, phase }: InspectedRule): string {
  if (server !== null)
    return printable(`→ server ${server} of ${backend ?? ''} ${condition ?? 'always'}`, 400);
  if (backend === null) return printable(text, 400);
  if (phase === 'default_backend') return `→ ${printable(backend)} otherwise`;
  return printable(`→ ${backend} ${condition ?? 'always'}`, 400);
}

/** Lines of the same name are one ACL: one of them is enough. */
function aclText({ name, tests }: InspectedRule['acls'][number]): string {
  return `${printable(name)}: ${tests.map((test) => printable(test, 200)).join(', or ')}`;
}
