import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlink } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { findTools } from 'canary-verify/topology';
import { eventually } from 'workbench/eventually';

/** A machine of its own, as far as its network and its /etc/hosts go. Only root can have one. */
export interface OwnMachine extends AsyncDisposable {
  /** For `ip link add … netns`. */
  pid: number;
  /** Runs a script there. Throws what it says when it fails. */
  run(script: string): Promise<string>;
  /** Starts an agent with its HTTP API at this address, on port 8500. */
  startConsul(address: string): Promise<void>;
  /** Consul's answer there. */
  consulSays(address: string, path: string): Promise<unknown>;
  /** Starts `test/fixtures/<fixture>.js` there; `log` has what it has said so far. */
  startService(fixture: string, env: Readonly<Record<string, string>>): { log(): string };
}

export async function startOwnMachine(): Promise<OwnMachine> {
  const holder = spawn('unshare', ['-nm', 'sleep', 'infinity'], { stdio: 'ignore' });
  await once(holder, 'spawn');
  const pid = holder.pid as number;
  await eventually(
    'it has a network of its own',
    async () => (await readlink(`/proc/${pid}/ns/net`)) !== (await readlink('/proc/self/ns/net')),
  );
  const started: ChildProcess[] = [holder];
  const enter = (program: string, argv: readonly string[], env: NodeJS.ProcessEnv) => {
    const child = spawn('nsenter', ['-t', `${pid}`, '-n', '-m', program, ...argv], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.push(child);
    return child;
  };
  const output = async (program: string, ...argv: string[]) => {
    const child = enter(program, argv, process.env);
    const [said, errors, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    if (code !== 0) throw new Error(`${argv.join(' ')}: ${errors}`);
    return said;
  };
  const consulSays = async (address: string, path: string) => {
    const program = `console.log(await (await fetch('http://${address}:8500/v1${path}')).text())`;
    return JSON.parse(await output(process.execPath, '--input-type=module', '--eval', program));
  };
  await output('ip', 'link', 'set', 'lo', 'up');
  return {
    pid,
    run: (script) => output('bash', '-ec', script),
    consulSays,
    async startConsul(address) {
      const { consul } = await findTools(['consul']);
      const only = ['-bind=127.0.0.1', `-client=${address}`, '-dns-port=-1', '-grpc-port=-1'];
      const argv = ['agent', '-dev', ...only, '-hcl=disable_update_check = true'];
      enter(consul.command, argv, { ...process.env, ...consul.env }).stdout.resume();
      await eventually('Consul has a leader', () =>
        consulSays(address, '/status/leader').then(
          (leader) => leader !== '',
          () => false,
        ),
      );
    },
    startService(fixture, env) {
      const program = fileURLToPath(new URL(`../fixtures/${fixture}.js`, import.meta.url));
      let log = '';
      const { stderr } = enter(process.execPath, [program], env);
      stderr.setEncoding('utf8').on('data', (part) => (log += part));
      return { log: () => log };
    },
    async [Symbol.asyncDispose]() {
      const running = started.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
      const ended = running.map((child) => once(child, 'exit'));
      for (const child of running) child.kill('SIGKILL');
      await Promise.all(ended);
    },
  };
}
