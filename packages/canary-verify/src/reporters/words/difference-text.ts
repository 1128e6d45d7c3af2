import { counted, wholeFigure } from '../../text/figures.js';
import { printable } from '../../text/printable.js';
import type { Diagnosis } from '../../verdict/diagnosis.js';
import { seenText } from './seen-text.js';
import { THE, type Words } from './words.js';

type Kind = 'never-seen' | 'leak' | 'second-hop-leak' | 'second-hop-unidentified';

/** The words for a version that answered and should not have, or should have and did not; on both hops. */
export const DIFFERENCE_WORDS: Words<Extract<Diagnosis, { kind: Kind }>> = {
  'never-seen': ({ track, version, only }) => ({
    says:
      `No response came from ${THE[track]}${version === null ? '' : `, ${printable(version)}`}.` +
      `${only === null ? '' : ` All came from one replica, ${printable(only)}: a cache, or a proxy that keeps each client with one replica, looks the same.`}`,
    next: `Check that a replica of ${THE[track]} is healthy in Consul and UP in HAProxy: canary-verify explain --consul URL --haproxy-stats URL. If the router changes slowly, spread the run over a longer time: --over 1m`,
  }),
  leak: ({ leaks, track, instance, version }) => ({
    says:
      `${counted(leaks, 'response')} came from ${THE[track]}` +
      `${instance === null ? '' : `, first from ${printable(instance)}`}${version === null ? '' : ` (${printable(version)})`}.`,
    next: 'Find the rule of the proxy that let the request through, and the replicas of its backend: canary-verify inspect HAPROXY.CFG',
  }),
  'second-hop-leak': ({ expected, leaks, version, both }) => ({
    says: both
      ? `On the second hop ${version === null ? 'one version' : printable(version)} answered marked and unmarked requests alike.`
      : `On the second hop ${counted(leaks, 'response')} came from ${THE[expected === 'canary' ? 'stable' : 'canary']}${version === null ? '' : ` (${printable(version)})`}.`,
    next:
      expected === 'canary'
        ? 'Check that the first service copies the routing header to the requests that it sends to the next service.'
        : 'Check that the first service sends no routing header when the request to it had none.',
  }),
  'second-hop-unidentified': ({ unidentified, responses, values }) => ({
    says: `On the second hop ${wholeFigure(unidentified)} of ${wholeFigure(responses)} responses name no version that is known as stable or canary${seenText(values)}.`,
    next:
      values.length === 1
        ? "Send marked and unmarked requests in one run, so that their versions can be compared: --arm 'X-Canary: always => canary' --arm '=> stable'"
        : 'Look at one response, and name the place of the version in it: curl -i URL, then --second-hop json:/POINTER',
  }),
};
