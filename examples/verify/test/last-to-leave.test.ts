import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type StartedTopology, startTopology, type TopologyDefinition } from 'canary-verify/topology';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { HAPROXY_VERSIONS } from 'workbench/thorough';
import { messageTopology } from '../src/message-topology.js';

/** One replica of one service, and nobody else behind the proxy. */
function aSingleReplica(): TopologyDefinition {
  return { ...messageTopology(1, 0), replicas: { 'service-v1': 1 } };
}

interface Answer {
  /** By `performance.now()`. */
  sentAt: number;
  /** HTTP status, or the code of the error that came in the place of an answer. */
  outcome: number | string;
  /** What answered; null when it was HAProxy itself. */
  instance: string | null;
}

describe.each(HAPROXY_VERSIONS)('HAProxy %s', (version) => {
  beforeAll(() => void vi.stubEnv('CANARY_VERIFY_HAPROXY', version));
  afterAll(() => void vi.unstubAllEnvs());
  let topology: StartedTopology;
  afterEach(() => topology?.stop());

  test('the last instance of a service answers everything for as long as HAProxy sends it anything', async () => {
    topology = await startTopology('local', aSingleReplica());
    const [replica] = await topology.replicas();
    if (replica === undefined) throw new Error('no replica');
    const enough = new AbortController();
    const target = `${topology.urls.service}/version`;
    const streams = [true, true, false, false].map((keepAlive) => stream(target, keepAlive, enough.signal));
    const directly = servedUntil(`http://${replica.address}:${replica.port}/version`);

    await topology.signal(replica.instance, 'SIGTERM');
    await until('it is out of Consul', async () => (await topology.replicas()).length === 0);
    const deregisteredAt = performance.now();
    await until('HAProxy has let go of it', async () => (await answerFrom(target)).outcome === 503);
    const { instances, lastAnswerAt } = await directly;
    enough.abort();
    expect(instances).toEqual(new Set([replica.instance]));

    const kept = await Promise.all(streams);
    for (const answers of kept) {
      const firstRefused = answers.findIndex(({ outcome }) => outcome !== 200);
      const served = firstRefused === -1 ? answers : answers.slice(0, firstRefused);
      const refused = firstRefused === -1 ? [] : answers.slice(firstRefused);
      expect(served.filter(({ sentAt }) => sentAt > deregisteredAt).length).toBeGreaterThan(0);
      expect(new Set(served.map(({ instance }) => instance))).toEqual(new Set([replica.instance]));
      // From then on HAProxy says itself that there is no server: no answer is broken, none comes from elsewhere.
      expect(new Set(refused.map(({ outcome }) => outcome))).toEqual(
        new Set(refused.length === 0 ? [] : [503]),
      );
      expect(refused.every(({ sentAt, instance }) => sentAt > deregisteredAt && instance === null)).toBe(
        true,
      );
    }
    // The name of the server before the termination state: `<NOSRV>` in every line that is not a 200.
    const lines = (await topology.logs('haproxy')).split('\n').filter((line) => line.includes('/version'));
    const refusals = lines.filter((line) => / 503 /.test(line));
    expect(refusals.filter((line) => !line.includes('<NOSRV>'))).toEqual([]);
    // The last of the five counts is that of retries: none was tried with the replica first.
    expect(refusals.filter((line) => !/ \d+\/\d+\/\d+\/\d+\/0 \d+\/\d+ "/.test(line))).toEqual([]);
    // The replica has outlived what HAProxy knows of it: nothing was sent to where nobody listens. By the clocks of those who
    // were there: on a busy machine a request that is sent now to see for itself may come too late.
    expect(lastAnswerAt).toBeGreaterThan(requestedAt(refusals[0]));
  });
});

/** Asks one request after the other until it is told to stop. */
async function stream(url: string, keepAlive: boolean, signal: AbortSignal): Promise<Answer[]> {
  const agent = new Agent({ keepAlive, maxSockets: 1 });
  const answers: Answer[] = [];
  while (!signal.aborted) {
    answers.push(await answerFrom(url, agent));
    // Five milliseconds apart: a stream, not a flood.
    await pause(5);
  }
  agent.destroy();
  return answers;
}

/** Asks one request after the other until one is not served any more: by whom, and when the last was (by `Date.now()`). */
async function servedUntil(url: string): Promise<{ instances: Set<string | null>; lastAnswerAt: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const instances = new Set<string | null>();
  let lastAnswerAt = 0;
  for (;;) {
    const { outcome, instance } = await answerFrom(url, agent);
    if (outcome !== 200) break;
    lastAnswerAt = Date.now();
    instances.add(instance);
    await pause(5);
  }
  agent.destroy();
  return { instances, lastAnswerAt };
}

/** When HAProxy had the request that a line of its log is about, as `Date.now()` counts. */
function requestedAt(line = ''): number {
  const [, date, time] = /\[(\d+\/\w+\/\d+):([\d:.]+)\]/.exec(line) ?? [];
  return new Date(`${date?.replaceAll('/', ' ')} ${time}`).getTime();
}

function answerFrom(url: string, agent: Agent = new Agent({ keepAlive: false })): Promise<Answer> {
  const sentAt = performance.now();
  return new Promise((resolve) => {
    const failed = ({ code = 'unknown' }: NodeJS.ErrnoException) =>
      resolve({ sentAt, outcome: code, instance: null });
    const asked = get(url, { agent }, (response) => {
      const { 'x-service-instance': instance = null } = response.headers;
      response.on('error', failed).resume();
      response.on('end', () =>
        resolve({ sentAt, outcome: response.statusCode ?? 0, instance: instance as string | null }),
      );
    });
    asked.on('error', failed);
  });
}

/** Looks until something holds, for at most 20 seconds. */
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`After 20 s it does not hold that ${what}`);
    await pause(20);
  }
}
