import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The programs that a local topology runs beside the services. */
export type ServerName = 'consul' | 'haproxy' | 'redis-server';

/** Those, programs that send requests to one, other proxies to try against, and one that scrapes. */
export type ToolName = ServerName | 'ab' | 'curl' | 'hey' | 'wrk' | 'nginx' | 'varnishd' | 'prometheus';

/** A program that can be started. */
export interface Tool {
  command: string;
  /** Needed in its environment: where its libraries are, when they were unpacked beside it. */
  env: Readonly<Record<string, string>>;
  /** The first line of what it says of itself. */
  version: string;
  /** The origin of the program, in words. */
  origin: string;
}

const VERSION_ARGUMENT: Record<ToolName, string> = {
  consul: 'version',
  haproxy: '-v',
  'redis-server': '--version',
  ab: '-V',
  curl: '--version',
  hey: '-h',
  wrk: '-v',
  nginx: '-v',
  varnishd: '-V',
  prometheus: '--version',
};

/** Asks a program for its version: proof that it runs on this machine. Throws when it does not. */
export async function tried(name: ToolName, tool: Omit<Tool, 'version'>): Promise<Tool> {
  const env = { PATH: process.env.PATH ?? '', ...tool.env };
  const { stdout, stderr } = await promisify(execFile)(tool.command, [VERSION_ARGUMENT[name]], {
    env,
    timeout: 10_000,
  }).catch((error: Error & { stdout?: string; stderr?: string }) => {
    // wrk says its version and then ends with 1; hey knows none, and says how it is used.
    if (name === 'wrk' && error.stdout?.startsWith('wrk ')) return { stdout: error.stdout, stderr: '' };
    if (name === 'hey' && error.stderr?.includes('Usage: hey ')) return { stdout: 'hey', stderr: '' };
    throw error;
  });
  // nginx and Varnish say it on standard error.
  return { ...tool, version: (stdout || stderr).split('\n')[0]?.trim() ?? '' };
}
