import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * The processes that serve one port together (workers of a cluster) and so share one registration: who leaves while others
 * stay must not take the service out of Consul. Their common parent may be anybody's (PM2's, say), so they find each other
 * by files: each has one, named by its process id, in a folder named by what they share.
 */
export class Siblings {
  readonly #folder: string;
  #joined = false;

  /** @param shared What is the same for all of them, and for nobody else: Consul's address and the id there. */
  constructor(shared: string) {
    // Few services are workers: the others need not load it.
    const { createHash } = process.getBuiltinModule('node:crypto');
    const name = createHash('sha256').update(`${userInfo().uid}\0${shared}`).digest('hex').slice(0, 32);
    this.#folder = join(tmpdir(), `service-kit-${name}`);
  }

  /** From now on the others know of this process. Throws when the folder for temporary files cannot be written. */
  join(): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    writeFileSync(this.#own, startOf(process.pid) ?? '');
    this.#joined = true;
  }

  /**
   * No longer belongs to them. True if others remain. Of several who leave at the same time the last one, at least, sees
   * nobody: each takes its own file away before it looks.
   */
  leave(): boolean {
    if (!this.#joined) return false;
    this.#joined = false;
    rmSync(this.#own, { force: true });
    return filesIn(this.#folder).some((file) => isThere(join(this.#folder, file), Number(file)));
  }

  get #own(): string {
    return join(this.#folder, String(process.pid));
  }
}

/** None where somebody has tidied the folder for temporary files: then the others register again by themselves. */
function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** One that was killed leaves its file behind, and another program may have its number by now. */
function isThere(file: string, pid: number): boolean {
  try {
    const start = readFileSync(file, 'utf8');
    return lives(pid) && (start === '' || startOf(pid) === start);
  } catch {
    // It has left since we looked.
    return false;
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of somebody else is a process all the same.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process was started, as Linux counts; null elsewhere. It stands after the name, which may hold anything. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
