// Two processes with one id: how often do they register in a minute?
import { startService } from 'service-kit';
import { startConsul } from '../test/support/consul-agent.js';

const SECONDS = process.argv.includes('--quick') ? 20 : 60;

const consul = await startConsul();
let registrations = 0;
const start = () =>
  startService({
    handler: (_request, response) => void response.end(),
    ...{ name: 'message', id: 'message-1', address: '127.0.0.1', drainMs: 0, signals: false },
    consul: { address: consul.address },
    log: (line) => {
      if (line.includes('registered as message-1 at')) registrations++;
    },
  });
const rivals = [await start(), await start()];
await new Promise((resolve) => setTimeout(resolve, SECONDS * 1_000));
console.log(`two processes with one id registered ${registrations} times in ${SECONDS} s`);
process.exitCode = registrations <= 10 ? 0 : 1;
await Promise.all(rivals.map((rival) => rival.stop()));
await consul[Symbol.asyncDispose]();
