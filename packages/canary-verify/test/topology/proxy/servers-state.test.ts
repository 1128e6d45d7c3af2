import { expect, test } from 'vitest';
import { readHaproxyConfig } from '../../../src/haproxy/index.js';
import { stateFor } from '../../../src/topology/proxy/servers-state.js';

const HEAD = '1\n# be_id be_name srv_id srv_name srv_addr srv_fqdn srv_port srvrecord';
const SHOP = '3 shop 1 shop1 10.0.0.2 a.addr.dc1.consul 8080 _shop._tcp.service.consul';
const NEXT = '3 shop 2 next1 10.0.0.3 b.addr.dc1.consul 8080 _shop-canary._tcp.service.consul';
const NAMED = '4 pricing 1 one 10.0.0.4 pricing.service.consul 80 -';
const FIXED = '4 pricing 2 fixed 10.0.0.5 - 80 -';

const read = (text: string) => readHaproxyConfig([{ file: 'haproxy.cfg', text }], {});

test('a configuration takes over the servers that it asks DNS for by the same name, and no others', () => {
  const config = read(`backend shop
  server-template shop 10 _shop._tcp.service.consul resolvers consul
  server-template next 10 _shop-beta._tcp.service.consul resolvers consul
backend pricing
  server one pricing.service.consul:80 resolvers consul
  server fixed 10.0.0.6:80
`);
  const state = [HEAD, SHOP, NEXT, NAMED, FIXED, ''].join('\n');
  expect(stateFor(state, config)).toBe([HEAD, SHOP, NAMED, ''].join('\n'));
});

test('a backend that is gone leaves nothing', () => {
  expect(stateFor(`${HEAD}\n${SHOP}\n`, read('backend other\n  server a 10.0.0.1:80\n'))).toBe(`${HEAD}\n`);
});
