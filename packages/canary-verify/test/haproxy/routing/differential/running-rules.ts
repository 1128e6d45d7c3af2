import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readHaproxyConfig } from '../../../../src/haproxy/configuration/read-configuration.js';
import { routingRules } from '../../../../src/haproxy/routing/routing-rules.js';
import type { RoutingRules } from '../../../../src/haproxy/routing/rules/rules.js';
import type { Tool } from '../../../../src/system/tool.js';
import { startProcess } from '../../../../src/topology/local/running-process.js';
import { FILES } from './files.js';
import { BACKENDS } from './words.js';

const HEAD = [
  'global',
  '  maxconn 2000',
  'defaults base',
  '  mode http',
  '  timeout connect 5s',
  '  timeout client 30s',
  '  timeout server 30s',
  '  timeout tarpit 10ms',
  'frontend answer from base',
  '  bind unix@answer.sock',
  '  http-request return status 200 content-type text/plain string ok',
  ...BACKENDS.flatMap((name) => [
    `backend ${name} from base`,
    '  server answer unix@answer.sock',
    `  http-response set-header x-backend ${name}`,
  ]),
];

/** A real HAProxy with many rule sets, and what we have read of its configuration. */
export interface RunningRules {
  rules: RoutingRules;
  text: string;
  socket: (frontend: string) => string;
  stop(): Promise<void>;
}

/** Starts HAProxy with the lines of all sets in one configuration. */
export async function runRules(haproxy: Tool, lines: readonly string[]): Promise<RunningRules> {
  const folder = await mkdtemp(join(tmpdir(), 'routing-'));
  const text = [...HEAD, ...lines, ''].join('\n');
  const file = join(folder, 'haproxy.cfg');
  await writeFile(file, text);
  for (const [name, content] of Object.entries(FILES)) await writeFile(join(folder, name), content);
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
  const ended = running.ended.then((why) => `HAProxy ended (${why}): ${problems(running.output())}`);
  const failure = await Promise.race([ended, listening(sockets(text).map((socket) => join(folder, socket)))]);
  if (failure !== null) {
    await stop();
    throw new Error(failure);
  }
  const rules = routingRules(readHaproxyConfig([{ file, text }], {}), FILES);
  return { rules, text, socket: (frontend) => join(folder, `${frontend}.sock`), stop };
}

function sockets(text: string): string[] {
  return [...text.matchAll(/bind unix@(\S+)/g)].map(([, socket]) => socket as string);
}

/** HAProxy makes one socket after the other. Null: all are there. */
async function listening(paths: readonly string[]): Promise<string | null> {
  const deadline = performance.now() + 30_000;
  for (const path of paths)
    while (!(await exists(path))) {
      if (performance.now() > deadline) return `HAProxy does not listen on ${path} after 30 s`;
      await pause(20);
    }
  return null;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Warnings are many; what stops HAProxy is an alert. */
function problems(output: string): string {
  const alerts = output.split('\n').filter((line) => line.includes('[ALERT]'));
  return alerts.length > 0 ? alerts.slice(0, 20).join('\n') : output.slice(-2_000);
}
