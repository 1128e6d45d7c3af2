import { crc32 } from 'node:zlib';
import { verify } from 'canary-verify';
import type { StartedTopology } from 'canary-verify/topology';
import { expect } from 'vitest';
import { canaryVerify } from '../../src/command-line.js';
import { type Answer, type Asking, ask, askTimes } from './asked.js';

/** percent-map: `share` changes the percentage, without a restart. */
export async function followsTheMap(topology: StartedTopology): Promise<void> {
  const { haproxySocket, urls } = topology;
  const map = ['--map', 'maps/percent.map', '--haproxy-stats', haproxySocket];
  const { stdout, stderr, exitCode } = await canaryVerify('share', '40%', ...map, `${urls.service}/version`);
  expect(stderr).toContain('the share is set to 40 % (40 of 100), before: 10 % (10 of 100)');
  expect(stdout).toMatch(/^✔ matches: /m);
  expect(exitCode).toBe(0);
}

/** percent-user: the hash of the name decides, so each user stays with a version, and about a tenth is with the canary. */
export async function sticksByUser(topology: StartedTopology): Promise<void> {
  const users = Array.from({ length: 100 }, (_, index) => `user-${index}`);
  const chosen = users.filter((user) => crc32(user) % 100 < 10);
  expect(chosen.length).toBeGreaterThan(5);
  for (const user of users) {
    const tracks = (await askTimes(topology, 2, { headers: [['X-User', user]] })).map(({ track }) => track);
    const track = chosen.includes(user) ? 'canary' : 'stable';
    expect(tracks, user).toEqual([track, track]);
  }
}

/** sticky-cookie: whoever brings the cookie meets the same replica again, and the run says that a cookie names it. */
export async function sticksByCookie(topology: StartedTopology): Promise<void> {
  // Round robin: among five new clients is one of the canary's.
  for (const first of await askTimes(topology, 5)) {
    expect(first.cookies).toEqual([expect.stringMatching(/^REPLICA=/)]);
    const again = await askTimes(topology, 10, { headers: [['Cookie', first.cookies.join('; ')]] });
    expect(new Set(again.map(({ instance }) => instance))).toEqual(new Set([first.instance]));
  }
  const { diagnosis } = await verify({ target: `${topology.urls.service}/version`, expect: '20%' });
  expect(diagnosis).toContainEqual(expect.objectContaining({ kind: 'sticky-cookie', cookie: 'REPLICA' }));
}

/** source-hash: an address stays with its replica, and other addresses have others. */
export async function sticksByAddress(topology: StartedTopology): Promise<void> {
  const replicas = await replicasOfAddresses(topology);
  expect(new Set(replicas.map(({ track }) => track))).toEqual(new Set(['stable', 'canary']));
  // Any hash would leave a replica out of 100 addresses with a chance of 0.8 ^ 100 = 2e-10.
  expect(new Set(replicas.map(({ instance }) => instance)).size).toBe(5);
}

/** stick-table: an address stays with its replica, and new addresses are dealt out evenly. */
export async function sharesOutAddresses(topology: StartedTopology): Promise<void> {
  const tracks = (await replicasOfAddresses(topology)).map(({ track }) => track);
  expect(tracks.filter((track) => track === 'canary')).toHaveLength(20);
}

/** The replica of each of 100 addresses, which answers them each time. */
async function replicasOfAddresses(topology: StartedTopology): Promise<Answer[]> {
  const replicas: Answer[] = [];
  for (let host = 2; host < 102; host++) {
    const [first, second] = await askTimes(topology, 2, { from: `127.0.0.${host}` });
    if (first === undefined) throw new Error('no answer');
    expect(second?.instance, `127.0.0.${host}`).toBe(first.instance);
    replicas.push(first);
  }
  return replicas;
}

/** leastconn: more can hardly be said. */
export async function answersBoth(topology: StartedTopology): Promise<void> {
  const tracks = (await askTimes(topology, 100)).map(({ track }) => track);
  expect(new Set(tracks)).toEqual(new Set(['stable', 'canary']));
}

/** header-trusted: from outside, the mark is taken away. */
export async function isForgottenBehindUntrustedAddresses(topology: StartedTopology): Promise<void> {
  const marked: Asking = { headers: [['X-Canary', 'always']] };
  expect((await ask(topology, marked)).track).toBe('canary');
  const tracks = (await askTimes(topology, 100, { ...marked, from: '127.0.0.2' })).map(({ track }) => track);
  expect(new Set(tracks)).toEqual(new Set(['stable']));
}

/** header-fallback: without a canary, marked requests get the stable version instead of 503. */
export async function servesTheMarkWithoutCanary(topology: StartedTopology): Promise<void> {
  await topology.scale('service-v2', 0);
  const answers = await askTimes(topology, 20, { headers: [['X-Canary', 'always']] });
  expect(new Set(answers.map(({ track }) => track))).toEqual(new Set(['stable']));
}

/** retries: a replica is killed while requests wait in it, and none of them fails. */
export async function losesNothingWithAReplica(topology: StartedTopology): Promise<void> {
  const victim = (await topology.replicas()).find(({ service }) => service === 'service-v1');
  if (victim === undefined) throw new Error('no stable replica');
  await topology.signal(victim.instance, 'SIGSTOP');
  let killed: Promise<void> | null = null;
  const verdict = await verify({
    target: `${topology.urls.service}/version`,
    expect: '20%',
    tolerance: '15pp',
    onProgress: () => {
      killed ??= topology.signal(victim.instance, 'SIGKILL');
    },
  });
  await killed;
  expect(killed, 'the run was over before the replica was killed').not.toBeNull();
  expect(verdict.failed).toBe(0);
}
