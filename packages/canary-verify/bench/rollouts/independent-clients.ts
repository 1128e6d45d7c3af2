import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Tool } from '../../src/system/tool.js';
import { findTools } from '../../src/topology/toolbox/find-tools.js';

/** What clients saw that know nothing of canary-verify. */
export interface Seen {
  requests: number;
  lost: number;
}

/** A client that asks for about a second, again and again: what it prints is only known when it ends. */
interface Client {
  argv: (url: string) => readonly string[];
  read: (printed: string) => Seen;
  tool: Tool;
}

const figure = (printed: string, like: RegExp) => Number(like.exec(printed)?.[1] ?? 0);

/** wrk keeps its connections, ab opens one for each request. */
async function clients(): Promise<Client[]> {
  const { wrk, ab } = await findTools(['wrk', 'ab']);
  return [
    {
      tool: wrk,
      argv: (url) => ['-t1', '-c8', '-d1s', url],
      read: (printed) => ({
        requests: figure(printed, /(\d+) requests in/),
        lost:
          figure(printed, /Non-2xx or 3xx responses: (\d+)/) +
          [...(/Socket errors:.*/.exec(printed)?.[0] ?? '').matchAll(/\d+/g)].reduce(
            (sum, [count]) => sum + Number(count),
            0,
          ),
      }),
    },
    {
      tool: ab,
      argv: (url) => ['-q', '-l', '-c', '8', '-t', '1', '-n', '1000000', url],
      read: (printed) => ({
        requests: figure(printed, /Complete requests:\s+(\d+)/),
        lost: figure(printed, /Failed requests:\s+(\d+)/) + figure(printed, /Non-2xx responses:\s+(\d+)/),
      }),
    },
  ];
}

/** Has both clients ask until the work is done. */
export async function askedMeanwhile(url: string, work: () => Promise<void>): Promise<Seen> {
  const all: Seen = { requests: 0, lost: 0 };
  let going = true;
  const asking = (await clients()).map(async ({ tool, argv, read }) => {
    while (going) {
      const { requests, lost } = read(await output(tool, argv(url)));
      all.requests += requests;
      all.lost += lost;
    }
  });
  try {
    await work();
  } finally {
    going = false;
    await Promise.all(asking);
  }
  return all;
}

async function output({ command, env }: Tool, argv: readonly string[]): Promise<string> {
  const child = spawn(command, argv, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode !== 0) throw new Error(`${command} ended with ${child.exitCode}: ${stderr}`);
  return stdout;
}
