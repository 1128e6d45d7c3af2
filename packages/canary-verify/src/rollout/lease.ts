import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Who may act for a rollout. */
export interface Holder {
  pid: number;
  host: string;
}

/** The right to act for a rollout: one process has it at a time. */
export interface Lease extends Disposable {
  readonly file: string;
}

/** Another process has the lease. */
export class LeaseTaken extends Error {
  override readonly name = 'LeaseTaken';
  readonly holder: Holder;

  constructor(name: string, holder: Holder) {
    super(`the rollout ${name} is run by process ${holder.pid} on ${holder.host}`);
    this.holder = holder;
  }
}

function leaseFile(folder: string, name: string): string {
  return join(folder, `${name}.lease`);
}

/** @throws LeaseTaken when another process that lives has it. */
export function takeLease(folder: string, name: string): Lease {
  const file = leaseFile(folder, name);
  const own: Holder = { pid: process.pid, host: hostname() };
  const written = `${file}.${process.pid}`;
  writeFileSync(written, JSON.stringify(own));
  try {
    linkWhole(written, file, name);
  } finally {
    rmSync(written, { force: true });
  }
  return { file, [Symbol.dispose]: () => rmSync(file, { force: true }) };
}

/** A link is made whole or not at all, and only where nothing stands. */
function linkWhole(written: string, file: string, name: string): void {
  for (let tries = 0; ; tries++) {
    try {
      linkSync(written, file);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = holderIn(file);
      if (holder !== null && (tries > 3 || lives(holder))) throw new LeaseTaken(name, holder);
      rmSync(file, { force: true });
    }
  }
}

/** Who runs a rollout now; null if nobody does. */
export function leaseHolder(folder: string, name: string): Holder | null {
  const holder = holderIn(leaseFile(folder, name));
  return holder !== null && lives(holder) ? holder : null;
}

function holderIn(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** Of a process on another machine nobody here can tell: it counts as alive. */
function lives({ pid, host }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
