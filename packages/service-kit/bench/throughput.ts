// `/version` of service-kit against a bare node:http handler that writes the same bytes, measured in turn by wrk.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { findTools } from 'canary-verify/topology';
import { median, printTable } from './table.js';

const ROUNDS = process.argv.includes('--quick') ? 3 : 25;
const SECONDS = 1;

const { wrk } = await findTools(['wrk']);
const service = await startServer('version-service', {});
const answer = await rawAnswer(service.url);
const ANSWER = JSON.stringify(toWrite(answer));
const bare = await startServer('bare-server', { ANSWER });
const calling = await startServer('bare-server', { ANSWER, CALLING: 'yes' });
const servers = [bare, calling, service];
try {
  if (withoutDate(await rawAnswer(bare.url)) !== withoutDate(answer))
    throw new Error('The bare server does not write the same bytes: the two cannot be compared');
  await report();
} finally {
  for (const { child } of servers) child.kill('SIGKILL');
}

async function report(): Promise<void> {
  // Once each before it counts, so that all are compiled.
  for (const { url } of servers) await requestsPerSecond(url);
  const rounds: number[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const rates = servers.map(() => 0);
    // Who goes first takes turns.
    for (let turn = 0; turn < servers.length; turn++) {
      const index = (round + turn) % servers.length;
      rates[index] = await requestsPerSecond((servers[index] as (typeof servers)[number]).url);
    }
    rounds.push(rates);
  }
  const ratio = (index: number) =>
    median(rounds.map((rates) => (rates[index] ?? Number.NaN) / (rates[0] ?? Number.NaN)));
  const names = ['bare node:http', 'bare, after one outgoing HTTP call', 'service-kit'];
  printTable(
    [`median of ${ROUNDS} x ${SECONDS} s`, 'requests/s', 'ratio'],
    names.map((name, index) => [
      name,
      Math.round(median(rounds.map((rates) => rates[index] ?? Number.NaN))),
      ratio(index).toFixed(3),
    ]),
  );
  process.exitCode = ratio(2) >= 0.95 ? 0 : 1;
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
