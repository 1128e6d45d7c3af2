import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from 'workbench/eventually';

/** A service in a process of its own. */
export interface ServiceProcess extends AsyncDisposable {
  /** Resolves once its log has a line that contains this. */
  logged(text: string): Promise<string>;
  log(): string;
  signal(signal: NodeJS.Signals): void;
  /** Writes a line to its standard input. */
  tell(line: string): void;
  /** How it ended: exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
}

/** Runs `test/fixtures/<fixture>.js` with nothing but this in its environment. */
export function runService(fixture: string, env: Readonly<Record<string, string>>): ServiceProcess {
  const program = fileURLToPath(new URL(`../fixtures/${fixture}.js`, import.meta.url));
  const child = spawn(process.execPath, [program], { env, stdio: ['pipe', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (log += text));
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  return {
    log: () => log,
    logged: (text) =>
      eventually(`the service logs ${text}`, () => log.split('\n').find((line) => line.includes(text))),
    signal: (signal) => void child.kill(signal),
    tell: (line) => void child.stdin.write(`${line}\n`),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
