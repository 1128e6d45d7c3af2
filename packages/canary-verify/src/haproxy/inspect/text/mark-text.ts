import { printable } from '../../../text/printable.js';
import { wrapped } from '../../../text/wrapped.js';
import type { NearMissKind } from '../../routing/marks/header-mark.js';
import type { InspectedFrontend, InspectedMark, InspectedRule } from '../inspection.js';
import { CASELESS, MATCH_WORDS, nearWords } from './inspection-words.js';
import type { Telling } from './telling.js';

/** The headers to insert, ready to be pasted. */
export function markLines({ marks, moreMarks, rules }: InspectedFrontend, telling: Telling): string[] {
  const more = moreMarks ? ['', '  There may be more such headers: the rules below have them.'] : [];
  const from = rules.some(asksForSource)
    ? ['', wrapped("Rules go by the client's address: all this is so from 127.0.0.1.", '  ')]
    : [];
  if (marks.length > 0)
    return [...marks.flatMap((mark) => ['', ...oneMark(mark, telling)]), ...more, ...from];
  const canaries = telling.inspection.canaries.map(({ backend }) => backend);
  const leading = rules.filter(
    ({ backend, condition }) => condition !== null && backend !== null && canaries.includes(backend),
  );
  const asks = leading.filter(({ condition }) => /hdr|cook/i.test(condition ?? ''));
  if (asks.length === 0) return [];
  const places = asks.map(({ place }) => telling.placeText(place)).join(', ');
  return [
    '',
    wrapped(
      `No header is sure to reach the canary. These rules look for one, among other things: ${places}.`,
      '  ',
    ),
  ];
}

function asksForSource({ text, acls }: InspectedRule): boolean {
  return [text, ...acls.flatMap(({ tests }) => tests)].some((line) => /\bsrc\b/.test(line));
}

function oneMark(mark: InspectedMark, { placeText, paint }: Telling): string[] {
  const { headers, paste, place, nearMisses } = mark;
  const several = headers.length === 1 ? 'This header leads' : 'These headers lead';
  const target = mark.canaryShare === 1 ? 'the canary' : `backend ${printable(mark.backend)}`;
  const heading = wrapped(
    `${several} to ${target}${upText(mark)} (${howText(mark)}; ${placeText(place)}):`,
    '  ',
  );
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  const ready =
    paste === null
      ? lines
      : [paste.curl, paste.ab, ...(paste.canaryVerify === null ? [] : [paste.canaryVerify])];
  // A number that is computed from the value leads there by chance for a similar value.
  const also = CASELESS.has(mark.match) ? [] : nearWords(likeMarked(nearMisses), mark.match);
  const alike = also.length === 0 ? [] : ['', wrapped(`Also with: ${also.join('; ')}.`, '  ')];
  return [heading, '', ...ready.map((line) => `    ${paint('bold', printable(line, 2_000))}`), ...alike];
}

/** A rule counts servers that are up. */
function upText({ whileUp }: InspectedMark): string {
  const names = whileUp.map((name) => printable(name)).join(', ');
  return names === '' ? '' : ` while the servers of ${names} are up`;
}

function howText({ match, caseSensitive, nearMisses }: InspectedMark): string {
  if (CASELESS.has(match)) return MATCH_WORDS[match];
  // A converter such as `lower` may stand before a test that knows capitals.
  const counts = caseSensitive && !likeMarked(nearMisses).has('value-case');
  return `${MATCH_WORDS[match]}, ${counts ? 'capitals count' : 'in any capitals'}`;
}

function likeMarked(nearMisses: InspectedMark['nearMisses']): Set<NearMissKind> {
  return new Set(nearMisses.filter(({ like }) => like === 'marked').map(({ kind }) => kind));
}
