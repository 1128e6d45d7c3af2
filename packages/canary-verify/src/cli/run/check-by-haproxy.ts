import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { HaproxyCheck } from '../../haproxy/index.js';
import { findOnPath } from '../../system/on-path.js';

/** It may wait for names that it resolves. */
const TIMEOUT_MS = 10_000;
const MOST_BYTES = 1_000_000;

/**
 * The result of HAProxy's own `-c` for the files, with our environment. It starts nothing. Null if HAProxy is not
 * installed, or the check is interrupted.
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
    return { version, outcome: 'valid', messages: messagesOf(stderr) };
  } catch (error) {
    const { stderr = '', code, killed = false } = error as Ended;
    if (signal.aborted) return null;
    if (killed) return { version, outcome: 'timed-out', messages: [] };
    if (typeof code !== 'number') return null;
    const messages = messagesOf(stderr);
    const alerts = messages.filter((message) => message.startsWith('ALERT'));
    // 2: valid, and without anything to listen on.
    const elsewhere = alerts.length > 0 && areOfMachine(alerts);
    const outcome = alerts.length === 0 && code === 2 ? 'valid' : elsewhere ? 'here-only' : 'refused';
    return { version, outcome, messages };
  }
}

/** The end of a program that failed. */
interface Ended {
  stderr?: string;
  code?: number | string | null;
  killed?: boolean;
}

/** Whether what HAProxy refuses is only what another machine may have: names that resolve there, files, users. */
function areOfMachine(alerts: readonly string[]): boolean {
  const own = alerts.filter((alert) => OF_MACHINE.test(alert));
  // An ACL whose file is not here is missing for the rules that use it.
  const acls = new Set(own.flatMap((alert) => /while parsing ACL '([^']+)'/.exec(alert)?.[1] ?? []));
  return alerts.every(
    (alert) => OF_MACHINE.test(alert) || acls.has(/no such ACL : '([^']+)'/.exec(alert)?.[1] ?? ''),
  );
}

const OF_MACHINE =
  /could not resolve address|invalid address: '[^']*[a-z][^']*' in|unable to (?:stat|load|open)|[Ff]ailed to open|[Nn]o such file|cannot (?:open|find (?:user|group))|unable to find (?:user|group)/;

/** Without notices and without what every refusal ends with. */
function messagesOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => /^\[(?:ALERT|WARNING)\]/.test(line))
    .filter((line) => !/Error\(s\) found in configuration|Fatal errors found/.test(line))
    .map((line) => line.replace(/^\[(\w+)\]\s*\(\d+\)\s*:\s*/, '$1: ').replace(/^(\w+): config : /, '$1: '));
}
