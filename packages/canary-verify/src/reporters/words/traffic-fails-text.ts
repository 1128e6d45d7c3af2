import { counted, wholeFigure } from '../../text/figures.js';
import { printable } from '../../text/printable.js';
import type { Cause } from '../../verdict/cause.js';
import { failureText } from './failure-text.js';
import type { DiagnosisText, Words } from './words.js';

type TrafficFails = Extract<Cause, { kind: 'traffic-fails' }>;

/** The words for traffic that fails, whatever the sources say. */
export const TRAFFIC_WORDS: Words<TrafficFails> = { 'traffic-fails': trafficFailsText };

function trafficFailsText({
  requests,
  failed,
  unidentified,
  cause,
  status,
  emptyBackends,
  place,
}: TrafficFails): DiagnosisText {
  const of = counted(requests, 'request');
  const failures =
    failed === 0
      ? []
      : [`${wholeFigure(failed)} of ${of} failed${cause === null ? '' : ` (${failureText(cause)})`}`];
  const nameless =
    unidentified === 0
      ? []
      : [
          `${wholeFigure(unidentified)} of ${of} got a response without a version that can be read${status === null ? '' : ` (HTTP ${status})`}`,
        ];
  const [first] = emptyBackends;
  const names = emptyBackends.slice(0, 3).map((name) => printable(name));
  const empty = first === undefined ? '' : ` No server of backend ${names.join(', ')} takes requests.`;
  return {
    says: `${[...failures, ...nameless].join('; ')}.${empty}`,
    next:
      place !== null
        ? `${printable(place.file)}:${place.line}: This line answers with this status by itself. Send fewer requests a second (--rate), or let these through.`
        : first === undefined
          ? status === 404
            ? 'Check the path of the URL: the service that answers does not know it.'
            : failed > 0
              ? "Look at HAProxy's log and at the replicas, for the URL that was asked."
              : 'Check the URL, and look at one response: curl -i URL. The place of the version is named by --by.'
          : `Start a replica of backend ${printable(first)}, or send its requests to another backend.`,
  };
}
