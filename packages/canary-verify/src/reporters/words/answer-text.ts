import type { Track } from '../../terms/track.js';
import { percent, secondsFigure, wholeFigure } from '../../text/figures.js';
import { printable } from '../../text/printable.js';
import type { Diagnosis } from '../../verdict/diagnosis.js';
import { seenText } from './seen-text.js';
import { statusAdvice, statusesText } from './status-text.js';
import type { DiagnosisText, Words } from './words.js';

type Kind = 'too-many-failures' | 'unidentified' | 'cached';
type OfKind<One extends Kind> = Extract<Diagnosis, { kind: One }>;

/** The words for answers that cannot be counted. */
export const ANSWER_WORDS: Words<OfKind<Kind>> = {
  'too-many-failures': ({ failed, requests, limit, by }) => ({
    says:
      `${wholeFigure(failed)} of ${wholeFigure(requests)} requests failed${failedWhose(failed, by)}. ` +
      `With more than ${percent(limit)} of failures (--max-failures) the split cannot be judged.`,
    next: "Read the proxy's log of the time of the run, which names the server of each failed request. A higher limit: --max-failures SHARE",
  }),
  unidentified,
  cached: ({ cached, requests, sign, stillMs }) => ({
    says:
      sign === null
        ? `A cache answers: no response had a new Date or body for ${secondsFigure(stillMs ?? 0)}. This shows nothing of the split.`
        : `A cache gave ${wholeFigure(cached)} of ${wholeFigure(requests)} responses, the first with ${printable(`${sign.header}: ${sign.value}`, 80)}. They show nothing of the split.`,
    next: "Measure a URL that is not cached, or ask past the cache: -H 'Cache-Control: no-cache'",
  }),
};

/** ": 12 named the canary, 3 the stable version, 8 no version"; "; none of them named a version" if so. */
function failedWhose(failed: number, { stable, canary }: Record<Track, number>): string {
  if (stable + canary === 0) return '; none of them named a version';
  const rest = failed - stable - canary;
  const named = [
    ...(canary > 0 ? [`${wholeFigure(canary)} named the canary`] : []),
    ...(stable > 0 ? [`${wholeFigure(stable)} the stable version`] : []),
    ...(rest > 0 ? [`${wholeFigure(rest)} no version`] : []),
  ];
  return `: ${named.join(', ')}`;
}

/** One status for all of them is the whole answer; else how many name no version, and their statuses. */
function unidentified({
  unidentified: count,
  requests,
  versions,
  statuses,
}: OfKind<'unidentified'>): DiagnosisText {
  const nameless = statuses.reduce((sum, { responses }) => sum + responses, 0);
  const of =
    count === requests
      ? `All ${wholeFigure(requests)} responses`
      : `${wholeFigure(count)} of ${wholeFigure(requests)} responses`;
  const [only, ...others] = statuses;
  const refused = statusAdvice(statuses);
  if (nameless < count || only === undefined)
    return {
      says: `${of} may come from the canary or from the stable version${seenText(versions)}${nameless === 0 ? '' : `; ${statusesText(statuses)} without a version`}.`,
      next: refused ?? (versions.length > 0 ? NAME_THE_CANARY : NAME_THE_PLACE),
    };
  return {
    says:
      others.length === 0
        ? `${of} were HTTP ${only.status} and named no version.`
        : `${of} named no version: ${statusesText(statuses)}.`,
    next: refused === null ? NAME_THE_PLACE : `${refused} ${ELSE_NAME_THE_PLACE}`,
  };
}

const NAME_THE_CANARY = 'Name the version that is the canary: --canary VERSION';
const ELSE_NAME_THE_PLACE =
  'If the response is one of your service, name the place of its version: --by header:NAME or --by json:/POINTER';
const NAME_THE_PLACE =
  'Look at one response: curl -i URL. If the response is one of your service, name the place of its version: --by header:NAME, --by json:/POINTER, --by body:REGEX or --by status';
