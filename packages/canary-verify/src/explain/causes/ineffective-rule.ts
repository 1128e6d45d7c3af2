import { isSecretName } from '../../text/masked.js';
import type { Cause } from '../../verdict/cause.js';
import { destinationName } from '../routing/destination-name.js';
import { type IneffectiveMark, ineffectiveMarks } from '../routing/ineffective-marks.js';
import type { Situation } from '../situation/situation.js';

/** Finds a rule for marked requests that an earlier one takes them from. */
export function ruleShadowed(situation: Situation): Cause | null {
  const found = marksIn(situation).find(({ how }) => how === 'shadowed');
  return found === undefined ? null : { kind: 'rule-shadowed', ...facts(found) };
}

/**
 * Finds a rule for marked requests whose mark another rule takes away or sets. One with a condition means to: it counts
 * only for a header that was sent.
 */
export function headerChanged(situation: Situation): Cause | null {
  const sent = situation.known.traffic.flatMap(({ headers }) => headers.map(([name]) => name.toLowerCase()));
  const found = marksIn(situation).find(
    ({ how, by, header }) =>
      how === 'changed' && (by.condition === null || sent.includes(header.toLowerCase())),
  );
  return found === undefined ? null : { kind: 'header-changed', ...facts(found) };
}

function marksIn({ known }: Situation): IneffectiveMark[] {
  return known.config === null ? [] : ineffectiveMarks(known.config.routing, known.unmarked);
}

function facts({ header, value, backend, rule, by, goes }: IneffectiveMark) {
  return {
    header,
    value: isSecretName(header) ? '***' : value,
    backend,
    by: by.place,
    goes: destinationName(goes),
    place: rule.place,
  };
}
