import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import {
  type AddressInfo,
  connect as connectTcp,
  createServer as createNetServer,
  type Server as NetServer,
  type Socket,
} from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { Bind } from '../../../src/haproxy/inspect/listens.js';
import type { ProbedRequest } from '../../../src/haproxy/routing/rules/rules.js';
import type { Tool } from '../../../src/system/tool.js';
import { startProcess } from '../../../src/topology/local/running-process.js';
import { certificate } from '../../certificate.js';

/**
 * Servers by the names that configurations have for them: `{S1}` is a port of the stable version, `{C1}` of the canary, `{W1}` of
 * neither. Those with a 9 speak TLS as well.
 */
const SERVERS = ['S1', 'S2', 'S3', 'S4', 'S5', 'S9', 'C1', 'C2', 'C9', 'W1'] as const;
/** Ports that configurations listen on: `{P1}`. */
const PORTS = ['P1', 'P2', 'P3'] as const;

/** What agents say of the weights of servers: `{A1}` is the port of the first. */
const AGENTS = { A1: '50%', A2: '0%' } as const;

/** The real servers behind HAProxy: each answers with its name. */
export interface FieldServers extends AsyncDisposable {
  ports: Readonly<Record<string, number>>;
  /** The number of requests that servers of the canary, and others, have answered since they were asked last. */
  takeCounts(): { canary: number; others: number };
}

export async function startServers(): Promise<FieldServers> {
  const counts = { canary: 0, others: 0 };
  const servers = await Promise.all(SERVERS.map((name) => startServer(name, counts)));
  const sockets = new Set<Socket>();
  for (const server of servers)
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
  const agents = await Promise.all(Object.values(AGENTS).map(startAgent));
  const portsOf = (names: readonly string[], started: readonly NetServer[]) =>
    started.map((server, index) => [names[index], (server.address() as AddressInfo).port] as const);
  return withOwnPorts({
    ports: Object.fromEntries([...portsOf(SERVERS, servers), ...portsOf(Object.keys(AGENTS), agents)]),
    takeCounts: () => {
      const taken = { ...counts };
      Object.assign(counts, { canary: 0, others: 0 });
      return taken;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(
        [...servers, ...agents].map((server) => {
          for (const socket of sockets) socket.destroy();
          return new Promise((closed) => server.close(closed));
        }),
      );
    },
  });
}

/** The same servers for another configuration that runs at the same time: its ports are its own. */
export async function withOwnPorts(servers: FieldServers): Promise<FieldServers> {
  const own: [string, number][] = [];
  for (const name of PORTS) own.push([name, await ownPort()]);
  return { ...servers, ports: { ...servers.ports, ...Object.fromEntries(own) } };
}

/**
 * Ports below those that the system gives to connections: it may give one away before HAProxy listens on it. Each process that
 * tests takes them from a part of its own, and none twice: two HAProxies share a port without a word.
 */
const FIRST_PORT = 10_000;
const PORTS_EACH = 1_800;
const PARTS = 12;
const part = Number(process.env.VITEST_POOL_ID ?? 0) % PARTS;
let taken = Math.floor(Math.random() * PORTS_EACH);

async function ownPort(): Promise<number> {
  const port = FIRST_PORT + part * PORTS_EACH + (taken++ % PORTS_EACH);
  const probe = createNetServer();
  const free = await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => resolve(true));
  });
  if (!free) return ownPort();
  await new Promise((closed) => probe.close(closed));
  return port;
}

function startServer(name: string, counts: { canary: number; others: number }): Promise<Server> {
  const track = name.startsWith('C') ? 'canary' : 'stable';
  const answer: RequestListener = (_, response) => {
    counts[track === 'canary' ? 'canary' : 'others']++;
    response.setHeader('x-server', name);
    if (!name.startsWith('W')) response.setHeader('x-service-track', track);
    response.setHeader('x-service-version', track === 'canary' ? '1.1.0' : '1.0.0');
    response.end('ok');
  };
  const server = createServer(answer);
  if (name.endsWith('9')) takeTlsToo(server, createTlsServer(certificate('localhost'), answer));
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** An agent of HAProxy (`agent-check`): it says one line to whoever connects. */
function startAgent(says: string): Promise<NetServer> {
  const agent = createNetServer((socket) => {
    socket.on('error', () => {});
    socket.end(`${says}\n`);
  });
  return new Promise((resolve) => agent.listen(0, '127.0.0.1', () => resolve(agent)));
}

/** Connections that begin as TLS does go to another server; as those that do not are plain. */
function takeTlsToo(plain: Server, tls: TlsServer): void {
  const [takePlain] = plain.listeners('connection');
  plain.removeAllListeners('connection');
  plain.on('connection', (socket: Socket) => {
    socket.once('data', (bytes) => {
      socket.pause();
      socket.unshift(bytes);
      if (bytes[0] === 0x16) tls.emit('connection', socket);
      else takePlain?.call(plain, socket);
      process.nextTick(() => socket.resume());
    });
  });
}

/** A configuration that runs, with the ports of this machine in it. */
export interface FieldHaproxy extends AsyncDisposable {
  folder: string;
  file: string;
  text: string;
  /** What it has printed. */
  output(): string;
}

/** A configuration that does not run yet. */
export type WrittenField = Omit<FieldHaproxy, typeof Symbol.asyncDispose | 'output'>;

/** Writes a configuration and its files. */
export async function writeField(
  config: string,
  files: Readonly<Record<string, string>>,
  { ports }: FieldServers,
): Promise<WrittenField> {
  const folder = await mkdtemp(join(tmpdir(), 'field-'));
  const text = config.replace(/\{([SCWPA]\d)\}/g, (_, name: string) => String(ports[name]));
  const { cert, key } = certificate('localhost');
  const all = { 'haproxy.cfg': text, 'maps/self.pem': `${cert}${key}`, 'maps/ca.pem': cert, ...files };
  for (const [name, content] of Object.entries(all)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return { folder, file: join(folder, 'haproxy.cfg'), text };
}

/** Starts HAProxy on a configuration that is written; an error says why it does not start. */
export async function startField(haproxy: Tool, written: WrittenField): Promise<FieldHaproxy> {
  const { folder, file, text } = written;
  const running = startProcess({
    name: 'haproxy',
    command: haproxy.command,
    argv: ['-db', '-C', folder, '-f', file],
    env: haproxy.env,
  });
  const stop = async () => {
    await running.end(2_000);
    await rm(folder, { recursive: true });
  };
  const started = text.split(/^(?=\S)/m).filter((section) => !/^ disabled$/m.test(section));
  const ports = [...started.join('').matchAll(/^ bind 127\.0\.0\.1:(\d+)/gm)].map(([, port]) => Number(port));
  const ended = running.ended.then((why) => `HAProxy ended (${why}): ${running.output()}`);
  const failure = await Promise.race([ended, listening(ports)]);
  if (failure !== null) {
    await stop();
    throw new Error(failure);
  }
  return { ...written, output: running.output, [Symbol.asyncDispose]: stop };
}

async function listening(ports: readonly number[]): Promise<string | null> {
  const deadline = performance.now() + 20_000;
  for (const port of ports)
    while (!(await takes(port))) {
      if (performance.now() > deadline) return `nobody listens on ${port} after 20 s`;
      await pause(20);
    }
  return null;
}

function takes(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** What came back: the name of the server, or the status that HAProxy answered by itself; 0 when it closed the connection. */
export interface FieldAnswer {
  server: string | null;
  status: number;
}

/** Asks once, on a connection of its own. */
export function ask(
  request: ProbedRequest,
  { port, tls, proxyProtocol }: Pick<Bind, 'tls' | 'proxyProtocol'> & { port: number },
): Promise<FieldAnswer> {
  const { method, path, headers, sni, source } = request;
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const bytes = `${method} ${path} HTTP/1.1\r\n${lines}Connection: close\r\n\r\n`;
  const line = proxyProtocol ? `PROXY TCP4 ${source} 127.0.0.1 40000 ${port}\r\n` : '';
  return new Promise((resolve, reject) => {
    let answer = '';
    const listen = (socket: Socket) => {
      socket.setEncoding('latin1').on('data', (text) => {
        answer += text;
      });
      socket.setTimeout(20_000, () => socket.destroy(new Error('no answer within 20 s')));
      socket.once('close', () => resolve(read(answer)));
      socket.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(read(answer)) : reject(error),
      );
    };
    const raw = connectTcp(port, '127.0.0.1', () => {
      if (line !== '') raw.write(line);
      if (!tls) {
        raw.write(bytes, 'latin1');
        return;
      }
      const wrapped = connectTls(
        { socket: raw, rejectUnauthorized: false, ...(sni === null ? {} : { servername: sni }) },
        () => wrapped.write(bytes, 'latin1'),
      );
      listen(wrapped);
    });
    raw.once('error', reject);
    if (!tls) listen(raw);
  });
}

function read(answer: string): FieldAnswer {
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0);
  return { server: /^x-server: (.*)$/im.exec(answer)?.[1]?.trim() ?? null, status };
}
