import { printable } from '../../../text/printable.js';
import { wrapped } from '../../../text/wrapped.js';
import type { NearMissKind } from '../../routing/marks/header-mark.js';
import type { InspectedFrontend, InspectedMark, InspectedRule } from '../inspection.js';
import { CASELESS, MATCH_WORDS, nearWords } from './inspection-words.js';
import type { Telling } from './telling.js';
import { whileText } from './while-text.js';

/** The headers to insert, ready to be pasted. */
export function markLines(frontend: InspectedFrontend, telling: Telling): string[] {
  const { marks, moreMarks, disabled } = frontend;
  if (disabled) return [];
  const more = moreMarks ? ['', '  There may be more such headers: the rules below have them.'] : [];
  const from = goesBySource(frontend)
    ? ['', wrapped("Rules go by the client's address: all this is so from 127.0.0.1.", '  ')]
    : [];
  const sure = marks.some(({ canaryShare }) => canaryShare === 1) ? [] : noMark(frontend, telling);
  return [...marks.flatMap((mark) => ['', ...oneMark(mark, telling)]), ...sure, ...more, ...from];
}

/** Where rules ask for a header and none was found that leads to the canary, that is said: not each way is tried. */
function noMark({ rules, serverRules, doors }: InspectedFrontend, telling: Telling): string[] {
  if (doors.length > 0 && doors.every(({ canaryShare }) => canaryShare === 1)) return [];
  const asks = [...rules, ...serverRules].filter(asksForMark);
  if (asks.length === 0) return [];
  const places = asks.map(({ place }) => telling.placeText(place)).join(', ');
  const text = `No header was found that is sure to reach the canary. These rules look for one, among other things: ${places}.`;
  return ['', wrapped(text, '  ')];
}

function asksForMark({ text, acls }: Pick<InspectedRule, 'text' | 'acls'>): boolean {
  return [text, ...acls.flatMap(({ tests }) => tests)].some((line) =>
    /hdr\w*\((?!host)|cook|url_?param|urlp/i.test(line),
  );
}

function goesBySource({ rules, serverRules }: InspectedFrontend): boolean {
  return [...rules, ...serverRules].some(({ text, acls }) =>
    [text, ...acls.flatMap(({ tests }) => tests)].some((line) => /(?<![\w.])src(?![\w.])/.test(line)),
  );
}

function oneMark(mark: InspectedMark, { placeText, paint }: Telling): string[] {
  const { headers, query, paste, notPasted, place, nearMisses } = mark;
  const what =
    query !== null
      ? 'This parameter of the URL leads'
      : headers.length === 1
        ? 'This header leads'
        : 'These headers lead';
  const heading = wrapped(
    `${what} to ${targetText(mark)}${whileText(mark)} (${howText(mark)}; ${placeText(place)}):`,
    '  ',
  );
  const lines = query === null ? headers.map(([name, value]) => `${name}: ${value}`) : [`?${query}`];
  const ready =
    paste === null ? lines : [paste.curl, paste.ab, paste.canaryVerify].filter((line) => line !== null);
  // A number that is computed from the value leads there by chance for a similar value.
  const near = CASELESS.has(mark.match) ? [] : nearWords(likeMarked(nearMisses), mark.match);
  const also = near.flatMap((words) => inOwnWords(words, mark));
  const alike = also.length === 0 ? [] : ['', wrapped(`Also with: ${also.join('; ')}.`, '  ')];
  const why =
    paste !== null || notPasted === null || notPasted === SECRET
      ? []
      : ['', wrapped(`No line can be pasted: ${notPasted}.`, '  ')];
  return [
    heading,
    '',
    ...ready.map((line) => `    ${paint('bold', printable(line, 2_000))}`),
    ...why,
    ...alike,
  ];
}

/** A cookie is one of several in a header, and a parameter is none. */
function inOwnWords(words: string, { headers, query }: InspectedMark): string[] {
  const cookie = query === null && headers.at(-1)?.[0].toLowerCase() === 'cookie';
  if (cookie && words.startsWith('a list')) return [];
  const subject = query !== null ? 'the parameter' : cookie ? 'the cookie' : 'the header';
  return [words.replace('the header', subject)];
}

const SECRET = 'its value is a secret';

function targetText({ canaryShare, backend, server }: InspectedMark): string {
  const name =
    server === null
      ? `backend ${printable(backend)}`
      : `server ${printable(server)} of ${printable(backend)}`;
  if (canaryShare !== 1) return name;
  return server === null ? 'the canary' : `the canary, ${name}`;
}

function howText({ match, caseSensitive, nearMisses, converters, exceptions }: InspectedMark): string {
  if (converters.length > 0) return `by what ${printable(converters.join(','), 80)} makes of the value`;
  if (match === 'found' && exceptions === null) return MATCH_WORDS.int;
  if (match === 'found' && exceptions !== null && exceptions.length > 0)
    return `with any value but ${exceptions.map((value) => printable(value, 40)).join(', ')}`;
  if (CASELESS.has(match)) return MATCH_WORDS[match];
  // A converter such as `lower` may stand before a test that knows capitals.
  const counts = caseSensitive && !likeMarked(nearMisses).has('value-case');
  return `${MATCH_WORDS[match]}, ${counts ? 'capitals count' : 'in any capitals'}`;
}

function likeMarked(nearMisses: InspectedMark['nearMisses']): Set<NearMissKind> {
  return new Set(nearMisses.filter(({ like }) => like === 'marked').map(({ kind }) => kind));
}
