import { expect, test } from 'vitest';
import { explain } from '../../../src/index.js';
import { fakeServer } from '../../fake-server.js';
import { fakeConsul, instances } from '../../output/fake-consul.js';
import { fakeHaproxy, slots } from '../../output/fake-haproxy.js';

const OTHERS = [{ name: 'spare-1', port: 3001, backup: true }];

test('a backend of another service behind the same HAProxy is nobody’s business', async () => {
  const shop = { service: 'shop', number: 1, port: 3001 };
  await using consul = await fakeServer(
    fakeConsul([...instances('service-v1', 1), ...instances('service-v2', 1), shop]),
  );
  const own = fakeHaproxy([...slots('stable', 1), ...slots('canary', 1)]);
  const others = fakeHaproxy(OTHERS, { backend: 'shop' });
  await using first = await fakeServer(own);
  await using second = await fakeServer(others);
  const statsOf = ({ url }: { url: string }) => `${new URL(url).origin}/stats`;
  const asked = { consul: new URL(consul.url).origin, haproxyStats: [statsOf(first), statsOf(second)] };
  const { diagnosis, instances: shown } = await explain(asked);
  expect(diagnosis).toEqual([]);
  expect(shown.map(({ instance }) => instance)).toEqual(['service-v1-1', 'service-v2-1']);
});

test('where no server is known to be of a version, all of them count', async () => {
  await using haproxy = await fakeServer(fakeHaproxy(OTHERS, { backend: 'shop' }));
  const { diagnosis } = await explain({ haproxyStats: [`${new URL(haproxy.url).origin}/stats`] });
  expect(diagnosis.map(({ kind }) => kind)).toEqual(['backup-servers']);
});
