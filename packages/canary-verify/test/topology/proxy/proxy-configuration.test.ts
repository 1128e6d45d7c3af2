import { describe, expect, test } from 'vitest';
import { readHaproxyConfig } from '../../../src/haproxy/index.js';
import {
  routedServices,
  servicePorts,
  settlesMs,
  statisticsPage,
} from '../../../src/topology/proxy/proxy-configuration.js';

const read = (text: string) => readHaproxyConfig([{ file: 'haproxy.cfg', text }], {});

describe('the statistics page', () => {
  test('has the port of its section, and its path', () => {
    const config = read(
      'listen stats\n  bind :8404\n  stats enable\n  stats uri /haproxy\n  stats auth ops:secret\n',
    );
    expect(statisticsPage(config)).toEqual({ port: 8404, path: '/haproxy' });
  });

  test('has the path that HAProxy gives it when none is written, also by its defaults', () => {
    const config = read('defaults\n  mode http\n  stats enable\nlisten stats\n  bind 0.0.0.0:8404\n');
    expect(statisticsPage(config)).toEqual({ port: 8404, path: '/haproxy?stats' });
  });

  test('is none on a socket, and none without a word of it', () => {
    expect(statisticsPage(read('frontend stats\n  bind /run/stats.sock\n  stats enable\n'))).toBeNull();
    expect(statisticsPage(read('frontend shop\n  bind :80\n'))).toBeNull();
  });
});

test('the ports of services are all but that of the statistics', () => {
  const config = read(
    'frontend shop\n  bind :80,:81\n  bind /run/shop.sock\nfrontend stats\n  bind :8404\n  stats enable\n',
  );
  expect(servicePorts(config)).toEqual([80, 81]);
});

test('servers that the DNS of Consul fills are told from others', () => {
  const config = read(`backend shop
  server-template shop- 5 _shop._tcp.service.consul resolvers consul
  server-template blue- 3-4 blue.service.dc1.consul:80 resolvers consul
  server one green.service.consul:80 resolvers consul
  server fixed 10.0.0.1:80
  server named db.example:80
`);
  expect(routedServices(config)).toEqual([
    { service: 'shop', backend: 'shop', prefix: 'shop-', slots: 5 },
    { service: 'blue', backend: 'shop', prefix: 'blue-', slots: 2 },
    { service: 'green', backend: 'shop', prefix: 'one', slots: null },
  ]);
});

test('HAProxy follows Consul as late as it asks again and holds on to what is gone', () => {
  const config = read('resolvers consul\n  timeout resolve 2s\n  hold obsolete 3s\n  hold nx 1s\n');
  expect(settlesMs(config)).toBe(5_200);
  expect(settlesMs(read('frontend shop\n  bind :80\n'))).toBe(200);
});
