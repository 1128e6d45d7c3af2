// `/version` of service-kit against a bare node:http handler that writes the same bytes, measured in turn by wrk.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { findTools } from 'canary-verify/topology';
import { median, printTable } from './table.js';

const PAIRS = process.argv.includes('--quick') ? 3 : 25;
const SECONDS = 1;

const { wrk } = await findTools(['wrk']);
const service = await startServer('version-service', {});
const answer = await rawAnswer(service.url);
const bare = await startServer('bare-server', { ANSWER: JSON.stringify(toWrite(answer)) });
try {
  if (withoutDate(await rawAnswer(bare.url)) !== withoutDate(answer))
    throw new Error('The bare server does not write the same bytes: the two cannot be compared');
  await report();
} finally {
  for (const { child } of [service, bare]) child.kill('SIGKILL');
}

async function report(): Promise<void> {
  // Once each before it counts, so that both are compiled.
  await requestsPerSecond(bare.url);
  await requestsPerSecond(service.url);
  const pairs: { bare: number; service: number }[] = [];
  for (let index = 0; index < PAIRS; index++) {
    // Who goes first takes turns.
    const bareFirst = index % 2 === 0;
    const first = await requestsPerSecond((bareFirst ? bare : service).url);
    const second = await requestsPerSecond((bareFirst ? service : bare).url);
    pairs.push(bareFirst ? { bare: first, service: second } : { bare: second, service: first });
  }
  const ratios = pairs.map((pair) => pair.service / pair.bare).sort((one, other) => one - other);
  const ratio = median(ratios);
  printTable(
    ['median of', 'bare node:http', 'service-kit', 'ratio', 'middle half of the ratios'],
    [
      [
        `${PAIRS} x ${SECONDS} s, requests/s`,
        Math.round(median(pairs.map((pair) => pair.bare))),
        Math.round(median(pairs.map((pair) => pair.service))),
        ratio.toFixed(3),
        [0.25, 0.75].map((part) => ratios[Math.floor(part * ratios.length)]?.toFixed(3)).join(' to '),
      ],
    ],
  );
  process.exitCode = ratio >= 0.95 ? 0 : 1;
}

async function startServer(
  program: string,
  env: Record<string, string>,
): Promise<{ child: ChildProcess; url: string }> {
  const path = fileURLToPath(new URL(`${program}.js`, import.meta.url));
  const child = spawn(process.execPath, [path], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  return { child, url: `${line.trim()}/version` };
}

async function requestsPerSecond(url: string): Promise<number> {
  const child = spawn(wrk.command, ['-t1', '-c20', `-d${SECONDS}s`, url], {
    env: { ...wrk.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [, rate] = /Requests\/sec:\s+([\d.]+)/.exec(await text(child.stdout)) ?? [];
  return Number(rate);
}

/** An answer as it stands on the wire. */
async function rawAnswer(url: string): Promise<string> {
  const { hostname, port, pathname, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  let raw = '';
  for await (const chunk of socket.setEncoding('utf8')) {
    raw += chunk;
    const [head = '', body = ''] = raw.split('\r\n\r\n');
    if (raw.includes('\r\n\r\n') && body.length >= Number(/content-length: (\d+)/i.exec(head)?.[1])) break;
  }
  return raw;
}

/** What the bare server must write itself, for Node adds the rest. */
function toWrite(answer: string): { headers: Record<string, string>; body: string } {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const lines = head
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(': ') as [string, string]);
  const headers = Object.fromEntries(lines.filter(([name]) => !/^(date|connection|keep-alive)$/i.test(name)));
  return { headers, body };
}

function withoutDate(answer: string): string {
  return answer.replace(/^Date: .*$/m, '');
}
