import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** The ports from which one is drawn: they need no rights, and most systems give none of them to outgoing connections. */
const LOWEST = 10_240;
const HIGHEST = 32_767;

/** So many ports may be taken before the range seems to be full. */
const MOST_TRIES = 1_000;

/**
 * Ports of the loopback interface that nobody listens on, all different: they are held until all are found. They lie outside of
 * those that the system gives to outgoing connections, which could take one before its program listens there.
 */
export async function freePorts(count: number): Promise<number[]> {
  const isOutgoing = readOutgoing();
  const held: Held[] = [];
  for (let tries = 0; held.length < count; tries++) {
    if (tries > MOST_TRIES) throw new Error(`no ${count} free ports were found from ${LOWEST} to ${HIGHEST}`);
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST + 1));
    const found = isOutgoing(port) ? null : await hold(port);
    if (found !== null) held.push(found);
  }
  await Promise.all(held.map(({ release }) => release()));
  return held.map(({ port }) => port);
}

interface Held {
  port: number;
  release(): Promise<void>;
}

/** Null if somebody listens there. */
function hold(port: number): Promise<Held | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () =>
      resolve({ port, release: () => new Promise((closed) => server.close(() => closed())) }),
    );
  });
}

/** Which ports the system may give to outgoing connections (ip(7), ip_local_port_range); none of these where it does not say. */
function readOutgoing(): (port: number) => boolean {
  try {
    const [low = 0, high = 0] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8')
      .trim()
      .split(/\s+/)
      .map(Number);
    // Where it may give any of them, there is no better choice than chance.
    return (port) => port >= low && port <= high && (low > LOWEST || high < HIGHEST);
  } catch {
    return () => false;
  }
}
