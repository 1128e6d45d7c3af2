import { Agent, get } from 'node:http';

/** Requests that clients send without a pause, some on connections that they keep, some on a new one each. */
export interface SteadyLoad {
  /** Requests that were answered with status 200. */
  readonly answered: number;
  /** What went wrong: statuses and errors, with their number. */
  readonly failures: Readonly<Record<string, number>>;
  /** Resolves when so many have been answered in all, or one has failed. */
  untilAnswered(requests: number): Promise<void>;
  /** Ends the load and waits for the last answers. */
  stop(): Promise<void>;
}

const CLIENTS = { keeping: 4, fresh: 4 };

/** Clients of their own, which know nothing of canary-verify. */
export function startLoad(url: string): SteadyLoad {
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS.keeping });
  const failures: Record<string, number> = {};
  let answered = 0;
  let going = true;
  const waiting: { requests: number; done: () => void }[] = [];
  const tellWaiting = () => {
    for (const { requests, done } of waiting)
      if (answered >= requests || Object.keys(failures).length > 0) done();
  };
  const client = async (by: Agent | false) => {
    while (going) {
      const result = await ask(url, by);
      if (result === 200) answered++;
      else failures[result] = (failures[result] ?? 0) + 1;
      tellWaiting();
    }
  };
  const clients = [
    ...Array.from({ length: CLIENTS.keeping }, () => client(agent)),
    ...Array.from({ length: CLIENTS.fresh }, () => client(false)),
  ];
  return {
    get answered() {
      return answered;
    },
    failures,
    untilAnswered: (requests) =>
      new Promise((done) => {
        waiting.push({ requests, done });
        tellWaiting();
      }),
    async stop() {
      going = false;
      await Promise.all(clients);
      agent.destroy();
    },
  };
}

function ask(url: string, agent: Agent | false): Promise<number | string> {
  return new Promise((resolve) => {
    get(url, { agent }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', ({ message }) => resolve(message));
    }).once('error', ({ message }) => resolve(message));
  });
}
