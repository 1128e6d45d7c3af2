// `/version` of service-kit against a bare node:http handler that writes the same bytes, measured in turn by wrk.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { findTools } from 'canary-verify/topology';
import { median } from 'simple-statistics';
import { printTable } from 'workbench/table';

// How well a process runs is partly chance (what was compiled when): each set measures fresh processes.
const SETS = process.argv.includes('--quick') ? 3 : 15;
const ROUNDS = 2;
const SECONDS = 1;
const NAMES = ['bare node:http', 'bare, after one outgoing HTTP call', 'service-kit'] as const;

const { wrk } = await findTools(['wrk']);
const ANSWER = await answerToCopy();
const sets: { rates: number[]; ratios: number[] }[] = [];
for (let set = 0; set < SETS; set++) sets.push(await measureSet(set));
report();

interface Server {
  child: ChildProcess;
  url: string;
}

async function measureSet(set: number): Promise<{ rates: number[]; ratios: number[] }> {
  const servers = await startServers(set);
  try {
    const [bare, , service] = servers;
    if (withoutTimes(await rawAnswer(bare.url)) !== withoutTimes(await rawAnswer(service.url)))
      throw new Error('The bare server does not write the same bytes: the two cannot be compared');
    // Once each before it counts, so that all are compiled.
    for (const { url } of servers) await requestsPerSecond(url);
    const rounds: number[][] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await measureRound(servers, set + round));
    const over = (figure: (rates: number[], index: number) => number) =>
      servers.map((_, index) => median(rounds.map((rates) => figure(rates, index))));
    return {
      rates: over((rates, index) => rates[index] ?? Number.NaN),
      ratios: over((rates, index) => (rates[index] ?? Number.NaN) / (rates[0] ?? Number.NaN)),
    };
  } finally {
    for (const { child } of servers) child.kill('SIGKILL');
  }
}

/** In another order each time: the first one started is a little slower than the same one started last. */
async function startServers(set: number): Promise<[bare: Server, calling: Server, service: Server]> {
  const starts = [
    () => startServer('bare-server', { ANSWER }),
    () => startServer('bare-server', { ANSWER, CALLING: 'yes' }),
    () => startServer('version-service', { SERVICE_ID: 'service-v1-on-bench' }),
  ];
  const servers: Server[] = [];
  for (let turn = 0; turn < starts.length; turn++) {
    const index = (set + turn) % starts.length;
    servers[index] = await (starts[index] as (typeof starts)[number])();
  }
  return servers as [Server, Server, Server];
}

/** Each server once; who goes first takes turns. */
async function measureRound(servers: readonly Server[], first: number): Promise<number[]> {
  const rates = servers.map(() => Number.NaN);
  for (let turn = 0; turn < servers.length; turn++) {
    const index = (first + turn) % servers.length;
    rates[index] = await requestsPerSecond((servers[index] as Server).url);
  }
  return rates;
}

function report(): void {
  const column = (index: number) =>
    sets.map(({ ratios }) => ratios[index] ?? Number.NaN).sort((a, b) => a - b);
  const ratioOf = (index: number) => median(column(index));
  printTable(
    [`median of ${SETS} x ${ROUNDS} x ${SECONDS} s`, 'requests/s', 'ratio', 'ratios of the sets'],
    NAMES.map((name, index) => [
      name,
      Math.round(median(sets.map(({ rates }) => rates[index] ?? Number.NaN))),
      ratioOf(index).toFixed(3),
      `${column(index)[0]?.toFixed(3)} to ${column(index).at(-1)?.toFixed(3)}`,
    ]),
  );
  process.exitCode = ratioOf(2) >= 0.95 ? 0 : 1;
}

async function startServer(program: string, env: Record<string, string>): Promise<Server> {
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

/** What the service writes, for the bare server to write the same. */
async function answerToCopy(): Promise<string> {
  const service = await startServer('version-service', { SERVICE_ID: 'service-v1-on-bench' });
  const answer = toWrite(await rawAnswer(service.url));
  service.child.kill('SIGKILL');
  return JSON.stringify(answer);
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

function withoutTimes(answer: string): string {
  return answer.replace(/^Date: .*$/m, '').replace(/"startedAt":"[^"]*"/, '');
}
