import type { ConfigLine } from '../configuration/configuration.js';
import type { HeaderMark } from '../routing/marks/header-mark.js';
import { isShownHeader } from './shown-rule.js';

/** What a service says of itself: headers that service-kit sets. */
const OF_RESPONSES = [
  ['X-Service-Track', 16],
  ['X-Service-Version', 32],
] as const;

const LENGTH_OF_MARKS = 64;

/**
 * The lines that a frontend lacks so that `option httplog` shows the mark, the track and the version of each request
 * (configuration manual, "capture request header"). None without a mark: there is nothing to tell apart.
 */
export function missingCaptures(lines: readonly ConfigLine[], marks: readonly HeaderMark[]): string[] {
  const shown = marks.flatMap(({ headers }) => headers).filter(isShownHeader);
  if (shown.length === 0) return [];
  const captured = new Set(
    lines
      .filter(({ words }) => words[0] === 'capture')
      .map(({ words: [, direction = '', what = '', name = ''] }) =>
        `${direction} ${what} ${name}`.toLowerCase(),
      ),
  );
  const headers = [...new Set(shown.map(([name]) => name))].filter((name) => name.toLowerCase() !== 'host');
  const cookies = headers.some((name) => name.toLowerCase() === 'cookie');
  const wanted = [
    ...headers
      .filter((name) => name.toLowerCase() !== 'cookie')
      .map((name) => ['request', name, LENGTH_OF_MARKS] as const),
    ...(cookies ? [['request', 'Cookie', LENGTH_OF_MARKS] as const] : []),
    ...OF_RESPONSES.map(([name, length]) => ['response', name, length] as const),
  ];
  return wanted
    .filter(([direction, name]) => !captured.has(`${direction} header ${name.toLowerCase()}`))
    .map(([direction, name, length]) => `capture ${direction} header ${name} len ${length}`);
}
