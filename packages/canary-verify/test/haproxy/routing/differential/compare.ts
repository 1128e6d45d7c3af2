import { deduceWhile } from '../../../../src/haproxy/routing/moments.js';
import type {
  Deduction,
  Destination,
  ProbedRequest,
  RoutingRules,
} from '../../../../src/haproxy/routing/rules/rules.js';
import { binomialPDoubled, binomialPLess } from '../../../../src/statistics/binomial-test.js';
import { type Answer, bytesOf, send } from './probe.js';

/** What one rule set has shown. */
export interface Findings {
  /** Deductions that the answers contradict, in words. */
  wrong: string[];
  whole: number;
  undecided: number;
  byChance: number;
}

/** A share is called wrong when a right one shows such counts less often than this. */
const FALSE_ALARM = 1e-9;
/** Requests for the first deduction of a rule set in which chance decides, and for each other one. */
const DRAWS = { first: 80, other: 4 };

export interface Subject {
  rules: RoutingRules;
  frontend: string;
  lines: readonly string[];
  socket: string;
}

export function noFindings(): Findings {
  return { wrong: [], whole: 0, undecided: 0, byChance: 0 };
}

/** Sends requests to a rule set, and holds each answer against what was deduced. */
export async function compare(
  subject: Subject,
  requests: readonly ProbedRequest[],
  findings: Findings,
): Promise<void> {
  let draws = DRAWS.first;
  for (const request of requests) {
    const { deduction } = deduceWhile(subject.rules, subject.frontend, request);
    note(deduction, findings);
    const shares = sharesOf(deduction, subject.rules);
    const byChance = shares.size > 1 || deduction.unknown.length > 0;
    const answers = await asked(request, byChance ? draws : 1, subject);
    if (byChance) draws = DRAWS.other;
    const wrong = contradiction(deduction, shares, answers);
    if (wrong !== null)
      findings.wrong.push(
        [wrong, JSON.stringify(request), JSON.stringify(deduction), ...subject.lines].join('\n  '),
      );
  }
}

/** Sends the same request several times, some of them at once. */
async function asked(request: ProbedRequest, times: number, { socket }: Subject): Promise<Answer[]> {
  const bytes = bytesOf(request);
  const answers: Answer[] = [];
  while (answers.length < times) {
    const batch = Math.min(10, times - answers.length);
    answers.push(...(await Promise.all(Array.from({ length: batch }, () => send(socket, bytes)))));
  }
  return answers;
}

function note({ destinations, unknown }: Deduction, findings: Findings): void {
  if (unknown.length === 0) findings.whole++;
  else findings.undecided++;
  if (unknown.length === 0 && destinations.length > 1) findings.byChance++;
}

/** Null: the answers may come of what was deduced. */
function contradiction(
  { unknown }: Deduction,
  shares: ReadonlyMap<string, number>,
  answers: readonly Answer[],
): string | null {
  const counts = new Map<string, number>();
  for (const answer of answers) counts.set(keyOfAnswer(answer), (counts.get(keyOfAnswer(answer)) ?? 0) + 1);
  const sum = [...shares.values()].reduce((all, share) => all + share, 0);
  if (unknown.length === 0 && Math.abs(sum - 1) > 1e-9) return `the shares add up to ${sum}`;
  if (unknown.length === 0)
    for (const key of counts.keys()) if (!shares.has(key)) return `${key} answered, which was not deduced`;
  for (const [key, share] of shares) {
    const sample = { hits: counts.get(key) ?? 0, trials: answers.length };
    const exact = unknown.length === 0;
    const chance = Math.min(1, share);
    const p = exact ? binomialPDoubled(sample, chance) : binomialPLess(sample, chance);
    if (p < FALSE_ALARM) return `${key} answered ${sample.hits} of ${sample.trials}, deduced was ${share}`;
  }
  return null;
}

/** Where requests end, down to the server where a backend has several. */
function sharesOf({ destinations }: Deduction, { backends }: RoutingRules): Map<string, number> {
  const shares = new Map<string, number>();
  const add = (key: string, share: number) => shares.set(key, (shares.get(key) ?? 0) + share);
  for (const { destination, share } of destinations) {
    const pool =
      destination.kind === 'backend' && destination.name.startsWith('pool')
        ? backends.find(({ name }) => name === destination.name)
        : undefined;
    if (pool === undefined) add(keyOf(destination), share);
    for (const server of pool?.serving.servers ?? [])
      if (server.share !== null && server.share > 0)
        add(`${pool?.name}/${server.name}`, share * server.share);
  }
  return shares;
}

function keyOf(destination: Destination): string {
  if (destination.kind === 'backend') return destination.name;
  if (destination.kind === 'server') return `${destination.backend}/${destination.server}`;
  return `status ${destination.kind === 'answered' ? destination.status : 503}`;
}

function keyOfAnswer({ backend, status }: Answer): string {
  return backend ?? `status ${status}`;
}
