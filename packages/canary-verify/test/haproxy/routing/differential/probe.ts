import { connect } from 'node:net';
import type { ProbedRequest } from '../../../../src/haproxy/routing/rules/rules.js';
import type { Dice } from './dice.js';
import { COOKIES, HEADERS, METHODS, sentPath, sentValue } from './words.js';

const SOURCES = ['127.0.0.1', '10.1.2.3', '192.168.7.7', '203.0.113.9', '2001:db8::7', '::1'] as const;

/** A random request, with headers as odd as they may be. */
export function probe(dice: Dice): ProbedRequest {
  const name = () => {
    const known = dice.one(HEADERS);
    return dice.pick(
      () => known,
      () => known,
      () => known.toUpperCase(),
      () => known.toLowerCase(),
      () => `${known}s`,
    );
  };
  const cookie = (): [string, string] => [
    dice.one(['Cookie', 'cookie']),
    dice
      .some(1, 2, () => `${dice.one(COOKIES)}${dice.one(['=', ' = ', '=='])}${sentValue(dice)}`)
      .join(dice.one(['; ', ';', ', '])),
  ];
  const method = dice.one(METHODS);
  return {
    method,
    path: method === 'OPTIONS' && dice.falls(0.2) ? '*' : sentPath(dice),
    headers: [
      ['Host', dice.one(['localhost', 'canary.example', 'A.b'])],
      ...dice.some(1, 4, (): [string, string] => [name(), sentValue(dice)]),
      ...(dice.falls(0.3) ? [cookie()] : []),
    ],
    tls: false,
    sni: null,
    certificate: false,
    port: dice.one([80, 443, 8080]),
    source: dice.one(SOURCES),
  };
}

/** What came back: the backend, or the status that HAProxy answered by itself; 0 when it closed the connection. */
export interface Answer {
  backend: string | null;
  status: number;
}

/** The bytes of a request, behind those of a balancer that names the client (PROXY protocol, version 1). */
export function bytesOf({ method, path, headers, source, port }: ProbedRequest): string {
  const [family, here] = source.includes(':') ? ['TCP6', '::1'] : ['TCP4', '127.0.0.1'];
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `PROXY ${family} ${source} ${here} 40000 ${port}\r\n${method} ${path} HTTP/1.1\r\n${lines}Connection: close\r\n\r\n`;
}

export function send(socket: string, bytes: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const connection = connect(socket, () => connection.write(bytes, 'latin1'));
    connection.setEncoding('latin1').on('data', (text) => {
      answer += text;
    });
    connection.setTimeout(20_000, () => connection.destroy(new Error('no answer within 20 s')));
    connection.once('error', (error) => {
      // HAProxy may close a connection before it has read all of a request that it rejects.
      if (
        (error as NodeJS.ErrnoException).code === 'ECONNRESET' ||
        (error as NodeJS.ErrnoException).code === 'EPIPE'
      )
        resolve(read(answer));
      else reject(error);
    });
    connection.once('close', () => resolve(read(answer)));
  });
}

function read(answer: string): Answer {
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0);
  const backend = /^x-backend: (.*)$/im.exec(answer.split('\r\n\r\n', 1)[0] as string)?.[1]?.trim() ?? null;
  return { backend, status };
}
