// A stand-in for consul-template, which is not on every machine: waits for changes of a key in Consul, as it does, writes the map anew, and
// reloads HAProxy by SIGUSR2 to its master. Arguments: Consul's URL, the key, the map's file, the master's process id.
import { writeFileSync } from 'node:fs';

const [consul, key, file, master] = process.argv.slice(2);
let index = 0;
for (;;) {
  const answer = await fetch(`${consul}/v1/kv/${key}?index=${index}&wait=5s`).catch(() => null);
  const next = Number(answer?.headers.get('X-Consul-Index') ?? 0);
  if (answer?.status === 200 && next !== index) {
    const [{ Value }] = await answer.json();
    writeFileSync(file, `shop ${Buffer.from(Value, 'base64')}\n`);
    process.kill(Number(master), 'SIGUSR2');
  }
  index = next;
}
