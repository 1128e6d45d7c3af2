import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { StartedTopology } from 'canary-verify/topology';

/** One answer of a service. */
export interface Answer {
  track: string;
  instance: string;
  /** `name=value` of each cookie that it sets. */
  cookies: readonly string[];
}

/** How to ask. */
export interface Asking {
  /** As they are sent, also twice the same one. */
  headers?: readonly (readonly [name: string, value: string])[];
  /** The client's own address; any of 127.0.0.0/8 belongs to this machine. */
  from?: string;
}

/** Asks for the version once, over a connection of its own. */
export async function ask({ urls }: StartedTopology, asking: Asking = {}): Promise<Answer> {
  const { headers = [], from = '127.0.0.1' } = asking;
  const host = headers.some(([name]) => name.toLowerCase() === 'host')
    ? []
    : [['Host', new URL(urls.service).host]];
  const lines = [...host, ...headers, ['Connection', 'close']].flat();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { headers: lines, localAddress: from, agent: false };
    request(`${urls.service}/version`, options, resolve).on('error', reject).end();
  });
  const body = await text(response);
  if (response.statusCode !== 200) throw new Error(`HAProxy answered ${response.statusCode}: ${body}`);
  const { track, instance } = JSON.parse(body) as Answer;
  const cookies = (response.headers['set-cookie'] ?? []).map((cookie) => cookie.replace(/;.*/, ''));
  return { track, instance, cookies };
}

/** The same, so many times, one after the other. */
export async function askTimes(
  topology: StartedTopology,
  times: number,
  asking: Asking = {},
): Promise<Answer[]> {
  const answers: Answer[] = [];
  while (answers.length < times) answers.push(await ask(topology, asking));
  return answers;
}
