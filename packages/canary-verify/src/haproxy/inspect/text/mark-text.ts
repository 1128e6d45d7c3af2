import { printable } from '../../../printable.js';
import { wrapped } from '../../../reporters/wrapped.js';
import type { InspectedFrontend, InspectedMark } from '../inspection.js';
import { CASELESS, MATCH_WORDS, nearWords } from './inspection-words.js';
import type { Telling } from './telling.js';

/** The headers to insert, ready to be pasted. */
export function markLines({ marks, moreMarks, rules }: InspectedFrontend, telling: Telling): string[] {
  const more = moreMarks ? ['', '  There may be more such headers: the rules below have them.'] : [];
  if (marks.length > 0) return [...marks.flatMap((mark) => ['', ...oneMark(mark, telling)]), ...more];
  const canaries = telling.inspection.canaries.map(({ backend }) => backend);
  const leading = rules.filter(
    ({ backend, condition }) => condition !== null && backend !== null && canaries.includes(backend),
  );
  const asks = leading.filter(({ condition }) => /hdr|cook/i.test(condition ?? ''));
  if (asks.length === 0) return [];
  const places = asks.map(({ place }) => telling.placeText(place)).join(', ');
  return ['', wrapped(`No header is sure to reach the canary. These rules look for one: ${places}.`, '  ')];
}

function oneMark(mark: InspectedMark, { placeText, paint }: Telling): string[] {
  const { headers, paste, place, nearMisses } = mark;
  const several = headers.length === 1 ? 'This header leads' : 'These headers lead';
  const target = mark.canaryShare === 1 ? 'the canary' : `backend ${printable(mark.backend)}`;
  const heading = wrapped(`${several} to ${target} (${howText(mark)}; ${placeText(place)}):`, '  ');
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  const ready =
    paste === null
      ? lines
      : [paste.curl, paste.ab, ...(paste.canaryVerify === null ? [] : [paste.canaryVerify])];
  const also = nearWords(new Set(nearMisses.filter(({ like }) => like === 'marked').map(({ kind }) => kind)));
  const alike = also.length === 0 ? [] : ['', wrapped(`Also with: ${also.join('; ')}.`, '  ')];
  return [heading, '', ...ready.map((line) => `    ${paint('bold', printable(line, 2_000))}`), ...alike];
}

function howText({ match, caseSensitive }: InspectedMark): string {
  if (CASELESS.has(match)) return MATCH_WORDS[match];
  return `${MATCH_WORDS[match]}, ${caseSensitive ? 'capitals count' : 'in any capitals'}`;
}
