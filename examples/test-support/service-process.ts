import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from 'workbench/eventually';
import { freePort } from 'workbench/free-port';

/** A service in a process of its own, without a Consul. */
export interface ServiceProcess extends AsyncDisposable {
  url: string;
  log(): string;
  signal(signal: NodeJS.Signals): void;
  ended: Promise<number | NodeJS.Signals>;
}

/** Runs `examples/<service>/dist/main.js` until it answers. */
export async function runService(
  service: string,
  env: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  const [port, nobody] = [await freePort(), await freePort()];
  const program = fileURLToPath(new URL(`../${service}/dist/main.js`, import.meta.url));
  const child = spawn(process.execPath, [program], {
    env: {
      SERVICE_NAME: service,
      SERVICE_ADDRESS: '127.0.0.1',
      SERVICE_DRAIN_MS: '0',
      PORT: String(port),
      CONSUL_HTTP_ADDR: `127.0.0.1:${nobody}`,
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (log += text));
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  const url = `http://127.0.0.1:${port}`;
  const answers = () =>
    fetch(`${url}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );
  await eventually(`${service} answers`, answers);
  return {
    url,
    log: () => log,
    signal: (signal) => void child.kill(signal),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
