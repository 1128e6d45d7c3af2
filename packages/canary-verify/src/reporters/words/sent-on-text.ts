import { counted } from '../../text/figures.js';
import { printable } from '../../text/printable.js';
import type { Cause } from '../../verdict/cause.js';
import type { Words } from './words.js';

/** More servers are counted, not named. */
const MOST_NAMED = 3;

/** The words for servers whose requests went on to others. */
export const SENT_ON_WORDS: Words<Extract<Cause, { kind: 'sent-on' }>> = {
  'sent-on': ({ servers }) => {
    const told = servers.slice(0, MOST_NAMED).map(({ slot, sentOn, retried, answered }) => {
      const figures = [
        `retried ${counted(retried, 'time')}`,
        ...(answered === null ? [] : [counted(answered, 'response')]),
      ];
      return `${counted(sentOn, 'request')} from ${printable(slot)} (${figures.join(', ')})`;
    });
    const more = servers.length - told.length;
    const others = more === 0 ? '' : ` and from ${counted(more, 'more server')}`;
    return {
      says: `HAProxy sent requests on to other servers, because a server took no connection: ${told.join(', ')}${others}, since HAProxy's start.`,
      next: `See whether ${printable(servers[0]?.slot ?? '')} listens, and why it refuses connections.`,
    };
  },
};
