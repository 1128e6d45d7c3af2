// A stand-in for consul-template, which is not on every machine: waits for changes of a key in Consul, as it does, writes the map anew, and
// reloads HAProxy by SIGUSR2 to its master. Arguments: Consul's URL, the key, the map's file, the master's process id.
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [consul, key, file, master] = process.argv.slice(2);

const workers = () => readFileSync(`/proc/${master}/task/${master}/children`, 'utf8').split(' ');

/** A master that is just reloading does not hear the signal: it is sent until there is a new worker. */
async function reload() {
  const before = workers();
  for (let looks = 0; workers().every((pid) => before.includes(pid)); looks++) {
    if (looks % 100 === 0) process.kill(Number(master), 'SIGUSR2');
    await sleep(20);
  }
}

let index = 0;
for (;;) {
  const answer = await fetch(`${consul}/v1/kv/${key}?index=${index}&wait=5s`).catch(() => null);
  const next = Number(answer?.headers.get('X-Consul-Index') ?? 0);
  if (answer?.status === 200 && next !== index) {
    const [{ Value }] = await answer.json();
    writeFileSync(file, `shop ${Buffer.from(Value, 'base64')}\n`);
    await reload();
  }
  index = next;
}
