import type { Diagnosis } from './diagnosis.js';
import { percent, type Track } from './expectation.js';
import type { FailureCause } from './observation.js';
import { printable } from './printable.js';

/** What a diagnosis says, and what to do about it. */
export interface DiagnosisText {
  says: string;
  next: string | null;
}

type Words = {
  [Kind in Diagnosis['kind']]: (diagnosis: Extract<Diagnosis, { kind: Kind }>) => DiagnosisText;
};

const WORDS: Words = {
  unreachable: ({ tried, cause }) => ({
    says: `No answer from ${tried.join(' or ')}: ${failureText(cause)}.`,
    next: 'Start the proxy, or name it: canary-verify --expect 10% http://HOST:PORT/version',
  }),
  'too-many-failures': ({ failed, requests, limit }) => ({
    says: `${failed} of ${requests} requests failed; at most ${percent(limit)} may, or the split means little.`,
    next: 'Look at the replicas and at what the proxy logs; --max-failures raises the limit.',
  }),
  unidentified: ({ unidentified, requests, versions }) => ({
    says: `${unidentified} of ${requests} responses did not say which version they came from${seen(versions)}.`,
    next: 'Say how to tell: --by header:NAME, json:/pointer or status, and --canary VALUE.',
  }),
  'follows-replicas': ({ stable, canary, expected }) => ({
    says:
      `The share is what the replicas give: ${canary} of ${stable + canary} that answered ` +
      `${canary === 1 ? 'is a canary' : 'are canaries'}, ${percent(rounded(canary / (stable + canary)))}.`,
    next: replicasFor(expected, stable),
  }),
  'never-seen': ({ track }) => ({
    says: `No response came from ${THE[track]}.`,
    next: `See whether a replica of ${THE[track]} is healthy in Consul and UP in HAProxy.`,
  }),
  leak: ({ leaks, track, instance, version }) => ({
    says:
      `${leaks} ${leaks === 1 ? 'response' : 'responses'} came from ${THE[track]}` +
      `${instance === null ? '' : `, first from ${printable(instance)}`}${version === null ? '' : ` (${printable(version)})`}.`,
    next: 'See which rule of the proxy let the request through, and which replicas its backend has.',
  }),
  'budget-spent': ({ requests, open }) => ({
    says:
      `${requests} requests were not enough to exclude ` +
      `${open.length === 2 ? 'either boundary' : open[0] === 'lower' ? 'that the share is too small' : open[0] === 'upper' ? 'that the share is too large' : 'the leak'}.`,
    next: 'Allow more requests (-n) or a wider tolerance (--tolerance), or accept that it is near the edge.',
  }),
  'time-spent': ({ maxTimeMs }) => ({
    says: `The time was up after ${maxTimeMs / 1000} s.`,
    next: 'Allow more time with --max-time, or more requests at once with --connections.',
  }),
  'compared-versions': ({ canary, stable }) => ({
    says: `Taken for the canary: ${printable(canary)}, the higher of the two versions; for stable: ${printable(stable)}.`,
    next: null,
  }),
};

export const THE: Record<Track, string> = { stable: 'the stable version', canary: 'the canary' };

/** The words for a diagnosis. */
export function diagnosisText<Kind extends Diagnosis['kind']>(
  diagnosis: Extract<Diagnosis, { kind: Kind }>,
): DiagnosisText {
  return WORDS[diagnosis.kind as Kind](diagnosis);
}

const CAUSE_TEXT: Record<Exclude<FailureCause, `http-${number}`>, string> = {
  refused: 'the connection was refused',
  unreachable: 'the host cannot be reached',
  unresolved: 'the name cannot be resolved',
  reset: 'the connection was closed before the response was complete',
  timeout: 'no answer in time',
  tls: 'the TLS connection failed',
  malformed: 'the response was malformed',
};

/** What a failure is called in a report. */
export function failureText(cause: FailureCause): string {
  return cause in CAUSE_TEXT ? CAUSE_TEXT[cause as keyof typeof CAUSE_TEXT] : cause.replace('http-', 'HTTP ');
}

function seen(versions: readonly string[]): string {
  return versions.length === 0
    ? ''
    : ` (seen: ${versions
        .slice(0, 4)
        .map((version) => printable(version))
        .join(', ')})`;
}

/** How many canaries beside the same number of stable replicas come nearest to the expected share. */
function replicasFor(expected: number, stable: number): string {
  const canary = Math.max(1, Math.round((stable * expected) / (1 - expected)));
  const given = percent(rounded(canary / (stable + canary)));
  return `By replicas, ${stable} stable and ${canary} canary give ${given}; for shares in between, set weights.`;
}

function rounded(share: number): number {
  return Math.round(share * 1000) / 1000;
}
