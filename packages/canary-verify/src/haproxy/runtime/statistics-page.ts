import { readingLimit, textWithin } from '../../system/bounded-text.js';
import type { HaproxyInfo } from './socket-answers.js';
import { readWholeStatistics, type Statistics } from './statistics-csv.js';

/** A statistics page, and what lets us in. */
export interface StatisticsPage {
  url: string;
  authorization: string | null;
}

/** More than this is not read: a line for each of 16,000 servers. */
const MOST_CHARACTERS = 8_000_000;

/** The identity of the process stands behind the style sheet, within about the first 10,000 characters. */
const HEAD_CHARACTERS = 64 * 1024;

/** Asks for the statistics as CSV. Throws when there are none. */
export async function statisticsOf(page: StatisticsPage, signal: AbortSignal): Promise<Statistics> {
  const response = await answerOf(`${page.url};csv`, page, signal);
  const csv = await textWithin(response, readingLimit(MOST_CHARACTERS));
  return readWholeStatistics(csv, 'statistics page');
}

/** The identity of the process that serves the page, as far as it shows it (`stats hide-version`). */
export async function infoOf(page: StatisticsPage, signal: AbortSignal): Promise<HaproxyInfo> {
  const html = await beginningOf(await answerOf(page.url, page, signal));
  const [, version = null] = /HAProxy version (\d[\w.]{0,50})/.exec(html) ?? [];
  const [, pid] = /Statistics Report for pid (\d{1,10})/.exec(html) ?? [];
  return { version, pid: pid === undefined ? null : Number(pid) };
}

/** Credentials are sent there and nowhere else: `fetch` would follow a redirect with them. */
async function answerOf(
  url: string,
  { authorization }: StatisticsPage,
  signal: AbortSignal,
): Promise<Response> {
  const headers = authorization === null ? {} : { Authorization: authorization };
  const response = await fetch(url, { headers, redirect: 'manual', signal });
  if (response.ok && response.body !== null) return response;
  await response.body?.cancel();
  throw new Error(`answered ${response.status}`);
}

async function beginningOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  // Leaving the loop gives the connection up.
  for await (const part of body ?? []) {
    text += decoder.decode(part, { stream: true });
    if (text.length >= HEAD_CHARACTERS) break;
  }
  return text.slice(0, HEAD_CHARACTERS);
}
