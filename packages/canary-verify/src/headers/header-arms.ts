import {
  type Deduction,
  type Destination,
  type Place,
  type Remark,
  sameOutcome,
  type While,
} from '../haproxy/index.js';
import type { ArmOptions } from '../options/arms.js';
import { type Header, headersName } from '../options/request-headers.js';
import type { Diagnosis } from '../verdict/diagnosis.js';
import { isBehind, shareBehind, type VersionsBehind } from './versions-behind.js';

/** One kind of request: how it is marked, or nearly so, and what becomes of it by the rules. */
export interface ProbedArm {
  headers: readonly Header[];
  /** `marked` and `near miss` are about a rule. */
  kind: 'unmarked' | 'marked' | 'near miss';
  /** The difference from the mark, such as "other case"; null if there is none. */
  difference: string | null;
  rule: Place | null;
  deduction: Deduction;
  /** The moments in which the expectation holds. */
  while: While;
}

/** The arms that can be verified, the assumptions in them, and the rest that cannot be verified. */
export interface HeaderArms {
  arms: ArmOptions[];
  assumed: AssumedDiagnosis[];
  unverified: Unverified[];
}

export type AssumedDiagnosis = Extract<Diagnosis, { kind: 'assumed-up' | 'assumed-calm' }>;
export type Unverified = Extract<Diagnosis, { kind: 'not-verified' }>;

/** The facts besides the rules. */
export interface Expected {
  versions: VersionsBehind;
  /** The expectation of unmarked requests and of all that go by the same rules; undefined if the rules tell it. */
  unmarked: string | number | undefined;
  /** Near misses that one version alone may answer are shown together. */
  quick: boolean;
}

/** Turns what the rules say into arms. What they leave open is not asserted. */
export function headerArms(
  probed: readonly ProbedArm[],
  { versions, unmarked, quick }: Expected,
): HeaderArms {
  const plain = probed.find(({ kind }) => kind === 'unmarked')?.deduction;
  const arms: ArmOptions[] = [];
  const whileUp = new Map<string, string[]>();
  const calm: string[] = [];
  const unverified: Unverified[] = [];
  for (const one of probed) {
    const name = armName(one);
    const likeUnmarked = plain !== undefined && unmarked !== undefined && sameOutcome(one.deduction, plain);
    const expect = likeUnmarked ? unmarked : expectationOf(one, versions);
    if (typeof expect === 'object') for (const remark of expect) leaveOut(unverified, name, remark);
    else {
      const together = quick && one.kind === 'near miss' ? { together: true } : {};
      arms.push({ ...armOf(one, name, expect), ...together });
      for (const backend of one.while.up) whileUp.set(backend, [...(whileUp.get(backend) ?? []), name]);
      if (one.while.calm) calm.push(name);
    }
  }
  const assumed: AssumedDiagnosis[] = [
    ...[...whileUp].map(([backend, what]) => ({ kind: 'assumed-up', backend, what }) as const),
    ...(calm.length === 0 ? [] : [{ kind: 'assumed-calm', what: calm } as const]),
  ];
  return { arms, assumed, unverified };
}

function armOf({ headers, kind, rule }: ProbedArm, name: string, expect: string | number): ArmOptions {
  return {
    name,
    headers,
    expect,
    ...(rule === null ? {} : { rule }),
    // How services hand on another spelling of the mark is their own affair.
    ...(kind === 'near miss' && expect === '100%' ? { secondHop: null } : {}),
  };
}

/** "X-Canary: ALWAYS (other case)". */
function armName({ headers, difference }: ProbedArm): string {
  const name = headersName(headers);
  return difference === null ? name : `${name} (${difference})`;
}

/** The share of the canary; or why nothing can be said. */
function expectationOf({ deduction, rule }: ProbedArm, versions: VersionsBehind): string | readonly Open[] {
  const { destinations, unknown } = deduction;
  if (unknown.length > 0) return unknown;
  const others = destinations.filter(({ destination }) => !isBehind(destination, versions));
  if (others.length > 0) return others.map(({ destination }) => neither(destination, rule));
  const share = shareBehind(deduction, versions);
  if (typeof share === 'string') return [{ place: rule, text: '', why: share }];
  return `${Number((100 * share).toFixed(6))}%`;
}

/** Why nothing can be asserted, and the line that it is about, where there is one. */
type Open = Pick<Remark, 'text' | 'why'> & { place: Place | null };

function neither(destination: Destination, rule: Place | null): Open {
  switch (destination.kind) {
    case 'backend':
      return { place: rule, text: '', why: `backend ${destination.name} holds neither version` };
    case 'server':
      return { place: rule, text: '', why: `backend ${destination.backend} holds neither version` };
    case 'unserved':
      return {
        place: rule,
        text: '',
        why: `backend ${destination.backend} has no server that takes requests: HAProxy answers ${destination.status ?? 'by itself'}`,
      };
    case 'answered':
      return {
        place: destination.place,
        text: '',
        why: answer(destination.status),
      };
    case 'nowhere':
      return { place: rule, text: '', why: 'no rule leads to a backend' };
  }
}

/** Null: a service in it, or an error page of the configuration, says which. */
function answer(status: number | null): string {
  return status === null ? 'HAProxy answers by itself' : `HAProxy answers by itself, with ${status}`;
}

/** Kinds of request that stay open for the same reason are named together. */
function leaveOut(unverified: Unverified[], arm: string, { place, text, why }: Open): void {
  const same = unverified.find(
    ({ rule, why: reason }) => rule?.file === place?.file && rule?.line === place?.line && reason === why,
  );
  if (same === undefined) unverified.push({ kind: 'not-verified', what: [arm], rule: place, text, why });
  else same.what.push(arm);
}
