import type { HaproxyInfo } from './socket-answers.js';
import { readStatistics, type Statistics } from './statistics-csv.js';

/** A statistics page, and what lets us in. */
export interface StatisticsPage {
  url: string;
  authorization: string | null;
}

/** More than this is not read: a line for each of 30,000 servers. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** The identity of the process stands behind the style sheet, within about the first 10,000 characters. */
const HEAD_CHARACTERS = 64 * 1024;

/** Asks for the statistics as CSV. Throws when there are none. */
export async function statisticsOf(page: StatisticsPage, signal: AbortSignal): Promise<Statistics> {
  const csv = await textOf(`${page.url};csv`, page, { most: MOST_CHARACTERS, signal });
  if (!csv.startsWith('# pxname,')) throw new Error('what stands there is no statistics page of HAProxy');
  return readStatistics(csv);
}

/** The identity of the process that serves the page, as far as it shows it (`stats hide-version`). */
export async function infoOf(page: StatisticsPage, signal: AbortSignal): Promise<HaproxyInfo> {
  const html = await textOf(page.url, page, { most: HEAD_CHARACTERS, signal });
  const [, version = null] = /HAProxy version (\d[\w.]*)/.exec(html) ?? [];
  const [, pid] = /Statistics Report for pid (\d+)/.exec(html) ?? [];
  return { version, pid: pid === undefined ? null : Number(pid) };
}

/** Credentials are sent there and nowhere else: `fetch` would follow a redirect with them. */
async function textOf(
  url: string,
  { authorization }: StatisticsPage,
  { most, signal }: { most: number; signal: AbortSignal },
): Promise<string> {
  const headers = authorization === null ? {} : { Authorization: authorization };
  const response = await fetch(url, { headers, redirect: 'manual', signal });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new Error(`answered ${response.status}`);
  }
  const decoder = new TextDecoder();
  let text = '';
  // Leaving the loop gives the connection up.
  for await (const part of response.body) {
    text += decoder.decode(part, { stream: true });
    if (text.length >= most) break;
  }
  return text;
}
