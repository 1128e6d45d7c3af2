import { createHash } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Holder, LeaseTaken } from './store.js';

/** What one process alone may do, and the file that says who. */
interface Right {
  /** For people: "the rollout shop". */
  what: string;
  file: string;
}

/** The right to act for a rollout of this name. */
export function rightToRun(folder: string, name: string): Right {
  return { what: `the rollout ${name}`, file: join(folder, `${name}.lease`) };
}

/** The right to set a place, by its identity: two rollouts must not move the same share. */
export function rightToSet(folder: string, place: string): Right {
  const digest = createHash('sha256').update(place).digest('hex').slice(0, 16);
  return { what: `a rollout of ${place}`, file: join(folder, `place-${digest}.lease`) };
}

/** Takes rights, all or none. @throws LeaseTaken when another process that lives has one of them. */
export function takeRights(rights: readonly Right[]): Disposable {
  const taken: Right[] = [];
  const giveBack = () => {
    for (const { file } of taken) rmSync(file, { force: true });
  };
  try {
    for (const right of rights) {
      takeRight(right);
      taken.push(right);
    }
  } catch (error) {
    giveBack();
    throw error;
  }
  return { [Symbol.dispose]: giveBack };
}

function takeRight(right: Right): void {
  const own: Holder = { pid: process.pid, host: hostname() };
  const written = `${right.file}.${process.pid}`;
  writeFileSync(written, JSON.stringify(own));
  try {
    linkWhole(written, right);
  } finally {
    rmSync(written, { force: true });
  }
}

/** A link is made whole or not at all, and only where nothing stands. */
function linkWhole(written: string, { what, file }: Right): void {
  for (let tries = 0; ; tries++) {
    try {
      linkSync(written, file);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = holderIn(file);
      if (holder !== null && (tries > 3 || lives(holder))) throw new LeaseTaken(what, holder);
      rmSync(file, { force: true });
    }
  }
}

/** Who has a right now; null if nobody does. */
export function holderOf({ file }: Right): Holder | null {
  const holder = holderIn(file);
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
export function lives({ pid, host }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
