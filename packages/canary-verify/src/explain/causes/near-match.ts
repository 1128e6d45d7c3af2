import { isSecretName } from '../../text/masked.js';
import type { Cause } from '../../verdict/cause.js';
import { destinationName } from '../routing/destination-name.js';
import { nearMarks } from '../routing/near-marks.js';
import type { Situation } from '../situation/situation.js';

/** Finds a header that was sent, and that a rule nearly matches. */
export function nearMatch({ known }: Situation): Cause | null {
  const { config, traffic, unmarked } = known;
  if (config === null) return null;
  // A request that must not match is no near match by mistake.
  for (const { headers } of traffic.filter(({ expected }) => expected !== 'stable')) {
    const request = { ...unmarked, headers: [...unmarked.headers, ...headers] };
    const [found] = headers.length === 0 ? [] : nearMarks(config.routing, request, headers);
    if (found === undefined) continue;
    const { sent, wanted, mark, goes } = found;
    const shown = ([name, value]: readonly [string, string]) => ({
      name,
      value: isSecretName(name) ? '***' : value,
    });
    return {
      kind: 'near-match',
      sent: shown(sent),
      wanted: shown(wanted),
      method: mark.method,
      caseSensitive: mark.caseSensitive,
      backend: mark.backend,
      goes: destinationName(goes),
      place: mark.place,
    };
  }
  return null;
}
