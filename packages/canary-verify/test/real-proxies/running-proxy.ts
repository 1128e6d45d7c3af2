import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, test } from 'vitest';
import type { Tool, ToolName } from '../../src/system/tool.js';
import { freePorts } from '../../src/topology/free-port.js';
import { failWhenProcessEnds, startProcess } from '../../src/topology/local/running-process.js';
import { findTools } from '../../src/topology/toolbox/find-tools.js';

/** A real proxy, as it runs on one port. */
export interface RunningProxy extends AsyncDisposable {
  url: string;
}

/** How a proxy is started in a folder of its own. */
export interface ProxyStart {
  name: string;
  tool: Tool;
  /** Files in the folder, by their names. */
  files: (port: number, folder: string) => Readonly<Record<string, string>>;
  argv: (port: number, folder: string) => readonly string[];
}

/** How long a proxy may take until it listens, in milliseconds, and how often to look. */
const MOST_START_MS = 20_000;
const LOOK_EVERY_MS = 20;

/** Starts the proxy and waits until it answers. */
export async function startProxy({ name, tool, files, argv }: ProxyStart): Promise<RunningProxy> {
  const [port = 0] = await freePorts(1);
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  for (const [file, content] of Object.entries(files(port, folder)))
    await writeFile(join(folder, file), content);
  const running = startProcess({ name, command: tool.command, argv: argv(port, folder), env: tool.env });
  const stop = async () => {
    await running.end(2_000);
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}/version`;
  const over = new AbortController();
  try {
    await Promise.race([untilAnswers(url, over.signal), failWhenProcessEnds([running])]);
  } catch (error) {
    await stop();
    throw error;
  } finally {
    over.abort();
  }
  return { url, [Symbol.asyncDispose]: stop };
}

/** Any answer will do: some proxies are there to refuse. */
async function untilAnswers(url: string, over: AbortSignal): Promise<void> {
  const enough = AbortSignal.any([over, AbortSignal.timeout(MOST_START_MS)]);
  while (!enough.aborted) {
    const answer = await fetch(url, { signal: enough }).catch(() => null);
    await answer?.text();
    if (answer !== null) return;
    await pause(LOOK_EVERY_MS, undefined, { signal: enough }).catch(() => {});
  }
  if (!over.aborted) throw new Error(`${url} does not answer after ${MOST_START_MS / 1000} s`);
}

/** Tests with a real program, which Debian has. Where it cannot be had they are left out, and say so. */
export async function describeWith(name: ToolName, tests: (tool: Tool) => void): Promise<void> {
  const found = await findTools([name]).then(
    (tools) => ({ tool: tools[name] }),
    (error: Error) => ({ why: error.message.split('\n')[0] ?? '' }),
  );
  if (name === 'varnishd' && !hasCompiler()) {
    test.skip(`real ${name}: left out, because it needs a C compiler (gcc)`, () => {});
    return;
  }
  if ('tool' in found) describe(`real ${name}`, () => tests(found.tool));
  else test.skip(`real ${name}: left out, because ${found.why}`, () => {});
}

/** Varnish compiles its configuration. */
function hasCompiler(): boolean {
  return spawnSync('gcc', ['--version']).status === 0;
}
