import { expect, test } from 'vitest';
import { replicasPlace } from '../../src/share/scale-place.js';
import type { RunningServices } from '../../src/topology/compose/running-services.js';

const { signal } = new AbortController();

/** A fake Docker, to see in which order it is told what. A service has its replicas ready at the second look. */
function fakeDocker(counts: Record<string, number>) {
  const ready = { ...counts };
  const calls: string[] = [];
  const services: RunningServices = {
    async scale(service, count) {
      calls.push(`${service}=${count} while ${Object.values(ready).join('+')}`);
      counts[service] = count;
      if (count < (ready[service] ?? 0)) ready[service] = count;
    },
    async replicas(service) {
      const now = ready[service] ?? 0;
      ready[service] = counts[service] ?? 0;
      return now;
    },
    logs: async () => '',
  };
  return { calls, place: replicasPlace({ name: 'compose shop', services, stable: 'web', canary: 'next' }) };
}

test('a share is made by replicas, whose sum stays', async () => {
  const { place } = fakeDocker({ web: 9, next: 1 });
  const reading = await place.read(signal);
  expect(reading).toMatchObject({ share: 0.1, words: '1 of 10 replicas', stored: '9+1' });
  expect(reading.nearest(0.33)).toEqual({
    ...{ share: 0.3, words: '3 of 10 replicas', stored: '7+3' },
    replicas: { stable: 7, canary: 3 },
  });
});

test.each([
  ['9+1', '6+4', ['next=4 while 9+1', 'web=6 while 9+4']],
  ['6+4', '10+0', ['web=10 while 6+4', 'next=0 while 10+4']],
  ['9+1', '9+1', []],
])('%s becomes %s: up and ready, then down', async (from, to, calls) => {
  const [web = 0, next = 0] = from.split('+').map(Number);
  const docker = fakeDocker({ web, next });
  const reading = await docker.place.read(signal);
  await docker.place.put({ ...reading, stored: to }, signal);
  expect(docker.calls).toEqual(calls);
});

test('where nothing runs there is no share', async () => {
  const { place } = fakeDocker({ web: 0, next: 0 });
  await expect(place.read(signal)).rejects.toThrow('no replica of web and next is ready');
});
