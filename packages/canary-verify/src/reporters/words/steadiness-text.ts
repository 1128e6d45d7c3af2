import { LONGEST_MS } from '../../options/over.js';
import { counted, secondsFigure, shareFigure, wholeFigure } from '../../text/figures.js';
import type { SteadinessDiagnosis } from '../../verdict/steadiness-diagnosis.js';
import type { Words } from './words.js';

/** The words for a share that does not stay the same, or whose responses depend on one another. */
export const STEADINESS_WORDS: Words<SteadinessDiagnosis> = {
  drifted: ({ afterRequests, before, after }) => ({
    says:
      `The share changed during the run, at about request ${wholeFigure(afterRequests)}: ${shareFigure(before)} before, ` +
      `${shareFigure(after)} after (measured until the run stopped). There is no single share to judge.`,
    next: 'Wait until weights and replicas have settled, then run again.',
  }),
  unsteady: ({ afterRequests, before, after }) => ({
    says:
      `The share was perhaps not the same throughout: ${shareFigure(before)} of the first ${wholeFigure(afterRequests)} requests, ` +
      `${shareFigure(after)} of the rest.`,
    next: 'Run again. If the share changes again, spread the run over more time: --over 1m',
  }),
  bursts: ({ requests, shown }) => ({
    says:
      `The canary ${shown ? 'comes' : 'perhaps comes'} in bursts: whether it answers depends on the requests just before (seen after ${counted(requests, 'request')}). ` +
      'A share measured in a short time says little.',
    next: 'Look for a hash of the time, a cache or a replica that flaps. Spread the run over more time: --over 1m',
  }),
  pinned: ({ requests, restarted }) => ({
    says:
      `Requests on one connection stay with one version (${counted(requests, 'request')} seen). They are not independent, so they cannot be counted one by one.` +
      (restarted ? ' The run started again, with a connection for each request.' : ''),
    next: restarted ? null : 'Use a connection for each request: --connection-mode fresh',
  }),
  'depends-on-time': ({ withinMs, neededMs }) => ({
    says:
      `Responses within ${secondsFigure(withinMs)} of one another come from the same version more often than by chance: the split follows the clock. ` +
      'They are not independent, so there is no verdict.',
    next:
      neededMs > LONGEST_MS
        ? 'Wait until weights and replicas have settled, then run again.'
        : `Spread the run over a longer time: --over ${Math.ceil(neededMs / 60_000)}m`,
  }),
  'too-few-seconds': ({ seconds, needed }) => ({
    says: `One version never answered, but requests were sent in ${counted(seconds, 'second')} only: a router that decides anew each second can leave it out by chance.`,
    next: `Spread the run over a longer time: --over ${needed + 1}s`,
  }),
  'not-reused': ({ connections }) => ({
    says: `No connection was reused: ${wholeFigure(connections)} responses came over ${wholeFigure(connections)} connections. What happens to later requests on a connection was not seen.`,
    next: 'Check whether the proxy closes each connection after its response: curl -v URL URL',
  }),
};
