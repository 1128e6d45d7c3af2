import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { verify } from 'canary-verify';
import { findTools, type Tool } from 'canary-verify/topology';

export interface Counts {
  requests: number;
  failed: number;
}

/** Load that goes on until it is ended. */
export interface Load {
  /** What each generator has counted so far, by its name. */
  readonly counts: ReadonlyMap<string, Counts>;
  /** Resolves when the rounds that are under way are over. */
  end(): Promise<void>;
}

/** One bounded round of a generator. */
type Round = (url: string) => Promise<Counts>;

/** Puts load on a URL from everything that is here: ab and wrk, and the sampler of canary-verify. */
export async function startLoad(url: string): Promise<Load> {
  const generators = await findGenerators();
  const counts = new Map([...generators.keys()].map((name) => [name, { requests: 0, failed: 0 }]));
  let ending = false;
  const running = [...generators].map(async ([name, round]) => {
    const sum = counts.get(name) as Counts;
    while (!ending) {
      const { requests, failed } = await round(url);
      sum.requests += requests;
      sum.failed += failed;
    }
  });
  return {
    counts,
    async end() {
      ending = true;
      await Promise.all(running);
    },
  };
}

async function findGenerators(): Promise<Map<string, Round>> {
  const generators = new Map<string, Round>([['sampler of canary-verify, no keep-alive', sample]]);
  const { ab, wrk } = {
    ab: await findTools(['ab']).then((tools) => tools.ab, missing),
    wrk: await findTools(['wrk']).then((tools) => tools.wrk, missing),
  };
  if (ab !== null) {
    const argv = ['-q', '-l', '-r', '-n', '3000'];
    generators.set('ab -c 8, keep-alive', (url) => read(ab, ['-k', '-c', '8', ...argv, url], abCounts));
    generators.set('ab -c 4, no keep-alive', (url) => read(ab, ['-c', '4', ...argv, url], abCounts));
  }
  if (wrk !== null)
    generators.set('wrk -c 8, keep-alive', (url) => read(wrk, ['-t1', '-c8', '-d5s', url], wrkCounts));
  return generators;
}

function missing({ message }: Error): null {
  console.error(`left out: ${message}`);
  return null;
}

async function sample(target: string): Promise<Counts> {
  // Every connection is used once: that is how it samples. It ends by itself once it has seen enough.
  const { requests, failed } = await verify({ target, expect: '50%', tolerance: '5pp', connections: 4 });
  return { requests, failed };
}

async function read(tool: Tool, argv: string[], counts: (output: string) => Counts): Promise<Counts> {
  const child = spawn(tool.command, argv, { env: { ...tool.env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (code !== 0) throw new Error(`${tool.command} ended with ${code}: ${errors}${output}`);
  return counts(output);
}

function abCounts(output: string): Counts {
  const failed = numberAfter(output, 'Failed requests:') + numberAfter(output, 'Non-2xx responses:');
  return { requests: numberAfter(output, 'Complete requests:'), failed };
}

function wrkCounts(output: string): Counts {
  const [, connect = 0, read = 0, write = 0, timeout = 0] =
    /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(output)?.map(Number) ?? [];
  const refused = numberAfter(output, 'Non-2xx or 3xx responses:');
  const [, answered] = /(\d+) requests in/.exec(output) ?? [];
  if (answered === undefined) throw new Error(`wrk counted nothing:\n${output}`);
  return { requests: Number(answered), failed: connect + read + write + timeout + refused };
}

/** What stands after a label, 0 where the label is left out. */
function numberAfter(output: string, label: string): number {
  const [, digits = '0'] = new RegExp(`${label}\\s+(\\d+)`).exec(output) ?? [];
  return Number(digits);
}
