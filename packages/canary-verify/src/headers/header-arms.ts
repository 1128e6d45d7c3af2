import { type Deduction, type Destination, type Place, type Remark, sameOutcome } from '../haproxy/index.js';
import type { ArmOptions } from '../options/arms.js';
import { type Header, headersName } from '../options/request-headers.js';
import type { Diagnosis } from '../verdict/diagnosis.js';
import type { BackendsByVersion } from './backends-by-version.js';

/** One kind of request: how it is marked, or nearly so, and what becomes of it by the rules. */
export interface ProbedArm {
  headers: readonly Header[];
  /** `marked` and `near miss` are about a rule. */
  kind: 'unmarked' | 'marked' | 'near miss';
  /** The difference from the mark, such as "other case"; null if there is none. */
  difference: string | null;
  rule: Place | null;
  deduction: Deduction;
  /** The expectation holds only while the servers of these backends are up. Empty if it always holds. */
  whileUp: readonly string[];
}

/** The arms that can be verified, the assumptions in them, and the rest that cannot be verified. */
export interface HeaderArms {
  arms: ArmOptions[];
  assumed: Assumed[];
  unverified: Unverified[];
}

export type Assumed = Extract<Diagnosis, { kind: 'assumed-up' }>;
export type Unverified = Extract<Diagnosis, { kind: 'not-verified' }>;

/** The facts besides the rules. */
export interface Expected {
  backends: BackendsByVersion;
  /** The expectation of unmarked requests and of all that go by the same rules; undefined if the rules tell it. */
  unmarked: string | number | undefined;
}

/** Turns what the rules say into arms. What they leave open is not asserted. */
export function headerArms(probed: readonly ProbedArm[], { backends, unmarked }: Expected): HeaderArms {
  const plain = probed.find(({ kind }) => kind === 'unmarked')?.deduction;
  const arms: ArmOptions[] = [];
  const whileUp = new Map<string, string[]>();
  const unverified: Unverified[] = [];
  for (const one of probed) {
    const name = armName(one);
    const likeUnmarked = plain !== undefined && unmarked !== undefined && sameOutcome(one.deduction, plain);
    const expect = likeUnmarked ? unmarked : expectationOf(one, backends);
    if (typeof expect === 'object') for (const remark of expect) leaveOut(unverified, name, remark);
    else {
      arms.push(armOf(one, name, expect));
      for (const backend of one.whileUp) whileUp.set(backend, [...(whileUp.get(backend) ?? []), name]);
    }
  }
  const assumed = [...whileUp].map(([backend, what]): Assumed => ({ kind: 'assumed-up', backend, what }));
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
function expectationOf(
  { deduction: { destinations, unknown }, rule }: ProbedArm,
  { canary, stable }: BackendsByVersion,
): string | readonly Open[] {
  if (unknown.length > 0) return unknown;
  const others = destinations.filter(({ destination }) => !isOneOf(destination, [canary, stable]));
  if (others.length > 0) return others.map(({ destination }) => neither(destination, rule));
  const share = destinations
    .filter(({ destination }) => isOneOf(destination, [canary]))
    .reduce((sum, one) => sum + one.share, 0);
  return `${Number((100 * share).toFixed(6))}%`;
}

function isOneOf(destination: Destination, backends: readonly (string | null)[]): boolean {
  return destination.kind === 'backend' && backends.includes(destination.name);
}

/** Why nothing can be asserted, and the line that it is about, where there is one. */
type Open = Pick<Remark, 'text' | 'why'> & { place: Place | null };

function neither(destination: Destination, rule: Place | null): Open {
  switch (destination.kind) {
    case 'backend':
      return { place: rule, text: '', why: `backend ${destination.name} holds neither version` };
    case 'answered':
      return {
        place: destination.place,
        text: '',
        why: `HAProxy answers by itself, with ${destination.status}`,
      };
    case 'nowhere':
      return { place: rule, text: '', why: 'no rule leads to a backend' };
  }
}

/** Kinds of request that stay open for the same reason are named together. */
function leaveOut(unverified: Unverified[], arm: string, { place, text, why }: Open): void {
  const same = unverified.find(
    ({ rule, why: reason }) => rule?.file === place?.file && rule?.line === place?.line && reason === why,
  );
  if (same === undefined) unverified.push({ kind: 'not-verified', what: [arm], rule: place, text, why });
  else same.what.push(arm);
}
