import type { RoutingGap } from '../../routed/gap.js';
import { counted, secondsFigure, wholeFigure } from '../../text/figures.js';
import { printable } from '../../text/printable.js';
import type { Diagnosis } from '../../verdict/diagnosis.js';
import { BLOCKED_WORDS } from './blocked-text.js';
import { failureText } from './failure-text.js';
import { sourceFailureText } from './source-failure-text.js';
import { type DiagnosisText, THE, type Words } from './words.js';

type GapWords = {
  [Kind in RoutingGap['kind']]: (gap: Extract<RoutingGap, { kind: Kind }>) => DiagnosisText;
};

/** The words for what keeps the routing from being as it should. */
const GAP_WORDS: GapWords = {
  ...BLOCKED_WORDS,
  'not-healthy-yet': ({ track, healthy, wanted }) => ({
    says: `Consul calls ${counted(healthy, 'replica')} of ${THE[track]} healthy, wanted ${wholeFigure(wanted)}.`,
    next:
      healthy < wanted
        ? `Look at the checks of ${THE[track]} in Consul, or at the number in --replicas.`
        : `If ${wholeFigure(healthy)} replicas of ${THE[track]} are right, change --replicas.`,
  }),
  'not-answering': ({ instance }) => ({
    says: `${printable(instance)} is healthy in Consul, and has not answered.`,
    next: `See whether HAProxy has a server for ${printable(instance)}, and whether that is UP: canary-verify explain --consul URL --haproxy-stats PLACE`,
  }),
  'still-answering': ({ instance }) => ({
    says: `${printable(instance)} answers, and is not healthy in Consul.`,
    next: `See why HAProxy still sends requests to ${printable(instance)}: canary-verify explain --consul URL --haproxy-stats PLACE`,
  }),
  'other-number-answers': ({ track, answering, wanted }) => ({
    says: `${counted(answering, 'replica')}${track === null ? '' : ` of ${THE[track]}`} answered, wanted ${wholeFigure(wanted)}.`,
    next: 'Compare the replicas that answered with the numbers of --replicas; --consul URL names those that are missing.',
  }),
  'not-routed': ({ haproxy, instance, address }) => ({
    says: `HAProxy at ${printable(haproxy)} sends no requests to ${printable(instance)} (${printable(address)}).`,
    next: `See the state of the server ${printable(address)} on HAProxy's stats page.`,
  }),
  'haproxy-unreadable': ({ haproxy, cause }) => ({
    says: `Could not read the servers of HAProxy at ${printable(haproxy)}: ${sourceFailureText(cause)}.`,
    next: `Check the address and the credentials of ${printable(haproxy)} (--haproxy-stats).`,
  }),
  'requests-fail': ({ failed, requests, cause }) => ({
    says: `${wholeFigure(failed)} of ${counted(requests, 'request')} failed, first because: ${failureText(cause)}.`,
    next: "Look at HAProxy's log, and at the replicas.",
  }),
  'answers-unnamed': ({ requests }) => ({
    says: `${counted(requests, 'response')} named no replica, so it is not known which of them answer.`,
    next: 'Let HAProxy add the name: `http-response set-header X-Service-Instance %s` in its backends. Or say where the responses name their replica: --instance header:NAME',
  }),
};

/** The words for a run that fell into a change. */
export const ROUTING_CHANGED_WORDS: Words<Extract<Diagnosis, { kind: 'routing-changed' }>> = {
  'routing-changed': ({ appeared, gone }) => ({
    says:
      'The replicas changed while they were measured: Consul or HAProxy was still carrying out a change.' +
      `${sentence(appeared, ['answers now', 'answer now'])}${sentence(gone, ['is gone', 'are gone'])}`,
    next: 'Measure again, and wait for the change first: --settle 30s',
  }),
};

/** More replicas than this are counted instead of named. */
const MOST_NAMES = 3;

/** " service-v2-1 and service-v2-2 answer now."; nothing for none. */
function sentence(instances: readonly string[], [one, several]: readonly [string, string]): string {
  if (instances.length === 0) return '';
  const shown = instances.slice(0, MOST_NAMES).map((instance) => printable(instance));
  const more = instances.length > MOST_NAMES ? ` and ${instances.length - MOST_NAMES} more` : '';
  return ` ${shown.join(', ')}${more} ${instances.length === 1 ? one : several}.`;
}

/** The words for a run that has not begun, because the routing was not as it should be. */
export const NOT_SETTLED_WORDS: Words<Extract<Diagnosis, { kind: 'not-settled' }>> = {
  'not-settled': ({ waitedMs, gaps }) => {
    const [first, ...others] = gaps.map((gap) => gapText(gap));
    const more = others.length === 0 ? '' : ` And ${others.length} more: canary-verify wait shows all.`;
    return {
      says: `The routing was not as it should be after ${secondsFigure(waitedMs)} (--settle). ${first?.says ?? ''}${more}`,
      next: first?.next ?? null,
    };
  },
};

/** The words for one gap. */
export function gapText<Kind extends RoutingGap['kind']>(
  gap: Extract<RoutingGap, { kind: Kind }>,
): DiagnosisText {
  return GAP_WORDS[gap.kind as Kind](gap);
}
