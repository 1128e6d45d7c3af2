import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsulAgent } from './consul-agent.js';

export interface Rotation extends AsyncDisposable {
  /** How often an instance was among those that requests go to. Looks at least once more. */
  timesIn(): Promise<number>;
}

/** Looks all the time which instances of a service Consul sends requests to. */
export async function watchRotation(consul: ConsulAgent, service: string): Promise<Rotation> {
  let looks = 0;
  let times = 0;
  let ended = false;
  const look = async () => {
    const passing = (await consul.get(`/health/service/${service}?passing`)) as unknown[];
    looks++;
    if (passing.length > 0) times++;
  };
  const watching = (async () => {
    while (!ended) {
      await look().catch(() => {});
      await sleep(5);
    }
  })();
  return {
    async timesIn() {
      await look();
      if (looks < 2) throw new Error('nobody has looked');
      return times;
    },
    async [Symbol.asyncDispose]() {
      ended = true;
      await watching;
    },
  };
}
