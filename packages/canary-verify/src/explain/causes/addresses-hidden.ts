import { isRoutable } from '../../haproxy/index.js';
import type { Cause } from '../../verdict/cause.js';
import { statisticsLine } from '../situation/configuration-view.js';
import type { Situation } from '../situation/situation.js';

/** Finds statistics without addresses: then servers can be told from each other by their names only. */
export function addressesHidden({ known }: Situation): Cause | null {
  const hidden = known.processes.find(({ servers }) => {
    const routed = servers.filter(isRoutable);
    return routed.length > 0 && routed.every(({ address }) => address === null);
  });
  if (hidden === undefined) return null;
  const { source } = hidden;
  const kind = /^https?:/.test(source) ? 'page' : 'socket';
  return { kind: 'addresses-hidden', source, place: statisticsLine(known.config, kind) };
}
