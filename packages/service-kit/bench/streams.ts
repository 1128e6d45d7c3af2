import { once, setMaxListeners } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Counts } from './load.js';

/** Streams of each kind that are open at a time. */
const AT_ONCE = 8;
const UPLOAD = { pieces: 10, bytes: 20_000, everyMs: 30 };
/** A WebSocket is used this often, in milliseconds: HAProxy closes one that is silent for 30 s. */
const ECHO_MS = 200;

/** What goes on for long: `requests` counts uploads, and streams that have ended; `failed` those that were cut off. */
export interface Streams {
  readonly counts: ReadonlyMap<string, Counts>;
  /** Stops opening new ones, and resolves when the last has ended by itself or was closed from here. */
  end(): Promise<void>;
}

/** Keeps uploads, event streams and WebSockets going through a URL. */
export function startStreams(url: string): Streams {
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);
  const counts = new Map<string, Counts>();
  const kinds: [string, (url: string, signal: AbortSignal) => Promise<boolean>][] = [
    ['uploads of 200 kB in 0.3 s', upload],
    ['event streams', listen],
    ['WebSockets', converse],
  ];
  const running = kinds.flatMap(([name, once]) => {
    const sum = { requests: 0, failed: 0 };
    counts.set(name, sum);
    return Array.from({ length: AT_ONCE }, async () => {
      while (!ending.signal.aborted) {
        const whole = await once(url, ending.signal);
        sum.requests++;
        if (!whole) sum.failed++;
      }
    });
  });
  return {
    counts,
    async end() {
      ending.abort();
      await Promise.all(running);
    },
  };
}

/** Whether an upload was answered with its length. */
async function upload(url: string): Promise<boolean> {
  try {
    const sent = request(`${url}upload`, { method: 'POST', agent: false });
    const answered = once(sent, 'response');
    answered.catch(() => {});
    for (let piece = 0; piece < UPLOAD.pieces; piece++) {
      sent.write(Buffer.alloc(UPLOAD.bytes));
      await pause(UPLOAD.everyMs);
    }
    sent.end();
    const [response] = (await answered) as [IncomingMessage];
    let body = '';
    for await (const chunk of response.setEncoding('utf8')) body += chunk;
    return response.statusCode === 200 && body === String(UPLOAD.pieces * UPLOAD.bytes);
  } catch {
    return false;
  }
}

/** Whether an event stream came to its end in one piece, or was closed from here. */
async function listen(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const sent = request(`${url}events`, { agent: false }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    if (response.statusCode !== 200) return false;
    let closedHere = false;
    const close = () => {
      closedHere = true;
      response.destroy();
    };
    signal.addEventListener('abort', close, { once: true });
    response.on('error', () => {}).resume();
    await new Promise((resolve) => response.once('close', resolve));
    signal.removeEventListener('abort', close);
    return closedHere || response.complete;
  } catch {
    return false;
  }
}

/** Whether a WebSocket was told that it ends, or was closed from here; and every message came back until then. */
async function converse(url: string, signal: AbortSignal): Promise<boolean> {
  const socket = new WebSocket(url.replace('http', 'ws'));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.on('error', () => {});
  const close = () => socket.close(1000);
  signal.addEventListener('abort', close, { once: true });
  const timer = setInterval(() => socket.readyState === WebSocket.OPEN && socket.send('hello'), ECHO_MS);
  const code = await closed;
  clearInterval(timer);
  signal.removeEventListener('abort', close);
  return code === 1001 || code === 1000;
}
