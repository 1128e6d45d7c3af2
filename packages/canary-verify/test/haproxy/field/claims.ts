import { serverPools } from '../../../src/haproxy/backends/server-pools.js';
import { readHaproxyConfig } from '../../../src/haproxy/configuration/read-configuration.js';
import { inspect } from '../../../src/haproxy/inspect/inspect.js';
import { inspectDoors, USUAL_REQUEST } from '../../../src/haproxy/inspect/inspect-doors.js';
import type { Inspection } from '../../../src/haproxy/inspect/inspection.js';
import { type Bind, listensOf } from '../../../src/haproxy/inspect/listens.js';
import {
  behindCanary,
  canaryShare,
  servedParts,
  servedShares,
} from '../../../src/haproxy/inspect/served-shares.js';
import { inspectionText } from '../../../src/haproxy/inspect/text/inspection-text.js';
import { deduce } from '../../../src/haproxy/routing/deduce.js';
import { headerMarks } from '../../../src/haproxy/routing/header-marks.js';
import { loadPatternFiles } from '../../../src/haproxy/routing/load-pattern-files.js';
import { assumedIn } from '../../../src/haproxy/routing/moments.js';
import { routingRules } from '../../../src/haproxy/routing/routing-rules.js';
import type { Deduction, ProbedRequest, RoutingRules } from '../../../src/haproxy/routing/rules/rules.js';
import { binomialPDoubled } from '../../../src/statistics/binomial-test.js';
import { ask, type FieldAnswer, type FieldHaproxy } from './field-haproxy.js';

/** A configuration as `inspect` has read it. */
export interface Read {
  inspection: Inspection;
  text: string;
  rules: RoutingRules;
  requests: readonly Claim[];
}

/** A request, and what is claimed of it. */
interface Claim {
  what: string;
  request: ProbedRequest;
  bind: Bind;
  deduction: Deduction;
  /** The canary's share; null if it is not claimed. */
  share: number | null;
}

/** Reads a configuration and lists what is claimed of requests: of each door, each mark and each near miss. */
export function readField({ file, text }: Pick<FieldHaproxy, 'file' | 'text'>, canary: string | null): Read {
  const config = readHaproxyConfig([{ file, text }], {}, '2.6.12');
  const patterns = loadPatternFiles(config);
  const asked = { canary, stable: null };
  const inspection = inspect({ config, files: [file], patterns, check: null, asked });
  const rules = routingRules(config, patterns.files);
  const { canaries } = inspection;
  const parts = servedParts(serverPools(config), canaries);
  const behind = behindCanary(parts);
  const requests = config.sections.flatMap((section): Claim[] => {
    const proxy = rules.frontends.find(({ place }) => place === section.place);
    if (proxy === undefined || proxy.serving.disabled) return [];
    const listens = listensOf(section);
    const shown = behind.has(proxy.name) ? [] : canaries;
    const shareOf = (deduction: Deduction) => canaryShare(deduction, servedShares(deduction, parts), shown);
    const doors = inspectDoors(rules, proxy, { listens, asked: USUAL_REQUEST, first: new Set() });
    return doors.flatMap(({ bind, request, deduction, door }): Claim[] => {
      if (bind === null) return [];
      const own = { bind, deduction, share: shareOf(deduction) };
      const doorClaim = { ...own, what: `door ${JSON.stringify(door)} ${bind.url}`, request };
      if (door.host !== null || door.path !== null || door.source !== null) return [doorClaim];
      const marks = proxy.mode === 'http' ? headerMarks(rules, proxy.name, request) : [];
      return [
        doorClaim,
        ...marks.flatMap((mark): Claim[] => {
          const again = deduce(rules, proxy.name, mark.request, assumedIn(rules, mark.while));
          const name = `mark ${JSON.stringify([mark.headers, mark.query])}`;
          return [
            { what: name, request: mark.request, bind, deduction: again, share: shareOf(again) },
            ...mark.nearMisses.map(({ kind, headers, query, deduction: near }): Claim => {
              const request = nearRequest(mark.request, mark.headers, mark.query, { headers, query });
              return { what: `${name} ${kind}`, request, bind, deduction: near, share: shareOf(near) };
            }),
          ];
        }),
      ];
    });
  });
  return { inspection, text: inspectionText(inspection, false), rules, requests };
}

/** The marked request with the near miss instead of its mark. */
function nearRequest(
  marked: ProbedRequest,
  headers: ProbedRequest['headers'],
  query: string | null,
  near: { headers: ProbedRequest['headers']; query: string | null },
): ProbedRequest {
  if (query !== null) return { ...marked, path: marked.path.replace(query, near.query ?? '') };
  const own = new Set(headers.map(([name]) => name.toLowerCase()));
  const kept = marked.headers.filter(([name]) => !own.has(name.toLowerCase()));
  return { ...marked, headers: [...kept, ...near.headers] };
}

/** A share is called wrong when a right one shows such counts less often than this. */
const FALSE_ALARM = 1e-7;
const DRAWS = 200;
const AT_ONCE = 10;

/** Sends the requests, and says what the answers contradict. */
export async function contradictions({ requests }: Read): Promise<string[]> {
  const wrong: string[] = [];
  for (const claim of requests) {
    const { bind, request, deduction, share } = claim;
    if (bind.clientCertificate || bind.http2Only || deduction.unknown.length > 0) continue;
    if (request.source !== '127.0.0.1' && !bind.proxyProtocol) continue;
    const certain = share === null || share === 0 || share === 1;
    const answers = await many(claim, certain && deduction.destinations.length === 1 ? 6 : DRAWS);
    const why = contradiction(claim, answers);
    if (why !== null) wrong.push(`${claim.what}: ${why}`);
  }
  return wrong;
}

async function many({ request, bind }: Claim, times: number): Promise<FieldAnswer[]> {
  const port = Number(new URL(bind.url ?? '').port);
  const answers: FieldAnswer[] = [];
  while (answers.length < times) {
    const batch = Math.min(AT_ONCE, times - answers.length);
    const asked = Array.from({ length: batch }, () => ask(request, { port, ...bind }));
    answers.push(...(await Promise.all(asked)));
  }
  return answers;
}

/** The canary by its servers' names, and HAProxy's own answers by their status. */
function contradiction({ deduction, share }: Claim, answers: readonly FieldAnswer[]): string | null {
  const trials = answers.length;
  const count = (is: (answer: FieldAnswer) => boolean) => answers.filter(is).length;
  const own = new Map<number | null, number>();
  for (const { destination, share: part } of deduction.destinations)
    if ('status' in destination) own.set(destination.status, (own.get(destination.status) ?? 0) + part);
  for (const [status, part] of own) {
    // With a status that is not told.
    const hits = count((answer) => answer.server === null && (status ?? answer.status) === answer.status);
    if (binomialPDoubled({ hits, trials }, Math.min(1, part)) < FALSE_ALARM)
      return `status ${status} for ${hits} of ${trials}, claimed ${part}`;
  }
  const answered = count(({ server }) => server === null);
  if (own.size === 0 && answered > 0) return `HAProxy answered ${answered} of ${trials} by itself`;
  if (share === null) return null;
  const hits = count(({ server }) => server?.startsWith('C') ?? false);
  return binomialPDoubled({ hits, trials }, share) < FALSE_ALARM
    ? `the canary answered ${hits} of ${trials}, claimed ${share}`
    : null;
}
