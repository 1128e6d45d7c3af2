import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTopology } from 'canary-verify/topology';
import type { Line } from '../speed/line.js';
import { fromRoot, shop } from './definitions.js';

/** Reloads HAProxy of the shop so often, under load, until so many requests were sent. */
export async function reloads(times: number, requests: number): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-reloads-'));
  try {
    return [await reloaded(folder, times, requests)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function reloaded(folder: string, times: number, requests: number): Promise<Line> {
  cpSync(fromRoot('fixtures/shop'), folder, { recursive: true });
  const compose = join(folder, 'compose.yaml');
  // As the image of HAProxy is run by its makers: a master with workers.
  writeFileSync(compose, readFileSync(compose, 'utf8').replace('[haproxy, -f,', '[haproxy, -W, -db, -f,'));
  const config = join(folder, 'haproxy.cfg');
  const other = join(folder, 'other.cfg');
  writeFileSync(other, readFileSync(config, 'utf8').replace('maxconn 2000', 'maxconn 2001'));
  await using topology = await startTopology(shop(compose));
  const load = new Load(`${topology.urls.service}/version`);
  load.start(20);
  const ways = new Set<string>();
  for (let time = 0; time < times; time++)
    ways.add(await topology.useHaproxyConfig(time % 2 === 0 ? other : config));
  const { sent, lost } = await load.untilSent(requests);
  console.log(`reloads: ${sent} requests, ${JSON.stringify(Object.fromEntries(lost))}`);
  const all = [...lost.values()].reduce((sum, count) => sum + count, 0);
  return {
    what: `${times} configurations taken on under load (${[...ways].join(', ')}): requests lost`,
    goal: `0 of >= ${requests.toLocaleString('en')}`,
    got: `${all} of ${sent.toLocaleString('en')}`,
    reached: all === 0 && sent >= requests,
  };
}

/** Clients that ask one after the other, each request over a connection of its own. */
class Load {
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: false });
  #most = Number.POSITIVE_INFINITY;
  #sent = 0;
  #lost = new Map<string, number>();
  #clients: Promise<void>[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  start(clients: number): void {
    this.#clients = Array.from({ length: clients }, () => this.#askOn());
  }

  async untilSent(requests: number): Promise<{ sent: number; lost: ReadonlyMap<string, number> }> {
    this.#most = Math.max(requests, this.#sent);
    await Promise.all(this.#clients);
    return { sent: this.#sent, lost: this.#lost };
  }

  async #askOn(): Promise<void> {
    while (this.#sent < this.#most) {
      this.#sent++;
      const outcome = await this.#ask();
      if (outcome !== '200') this.#lost.set(outcome, (this.#lost.get(outcome) ?? 0) + 1);
    }
  }

  #ask(): Promise<string> {
    return new Promise((resolve) => {
      request(this.#url, { agent: this.#agent }, (response) => {
        response.resume().once('close', () => resolve(String(response.statusCode)));
      })
        .once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
        .end();
    });
  }
}
