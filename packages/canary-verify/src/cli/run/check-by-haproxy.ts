import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { HaproxyCheck } from '../../haproxy/index.js';
import { findOnPath } from '../../system/on-path.js';

/** It may wait for names that it resolves. */
const TIMEOUT_MS = 15_000;
const MOST_BYTES = 1_000_000;

/**
 * The result of HAProxy's own `-c` for the files, with our environment. It starts nothing. Null if HAProxy is not
 * installed, does not end in time or is interrupted.
 */
export async function checkByHaproxy(
  paths: readonly string[],
  signal: AbortSignal,
): Promise<HaproxyCheck | null> {
  const haproxy = await findOnPath('haproxy').catch(() => null);
  if (haproxy === null) return null;
  const argv = ['-c', ...paths.flatMap((path) => ['-f', path])];
  const limits = { timeout: TIMEOUT_MS, maxBuffer: MOST_BYTES, signal };
  const version = haproxy.version.replace(/ 20\d\d\/.*$/, '');
  try {
    const { stderr } = await promisify(execFile)(haproxy.command, argv, limits);
    return { version, valid: true, messages: messagesOf(stderr) };
  } catch (error) {
    const { stderr = '', code } = error as { stderr?: string; code?: number | string | null };
    if (typeof code !== 'number') return null;
    // 2: valid, and without anything to listen on.
    return { version, valid: code === 2 && !/\[ALERT\]/.test(stderr), messages: messagesOf(stderr) };
  }
}

/** Without notices and without what every refusal ends with. */
function messagesOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => /^\[(?:ALERT|WARNING)\]/.test(line))
    .filter((line) => !/Error\(s\) found in configuration|Fatal errors found/.test(line))
    .map((line) => line.replace(/^\[(\w+)\]\s*\(\d+\)\s*:\s*/, '$1: ').replace(/^(\w+): config : /, '$1: '));
}
