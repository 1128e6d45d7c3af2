import { expect, test } from 'vitest';
import {
  readInfo,
  readResolvers,
  readServersState,
  readTable,
  readTableNames,
} from '../../../src/haproxy/runtime/socket-answers.js';

// What HAProxy 2.6 answered, shortened.
test('show info', () => {
  const text = 'Name: HAProxy\nVersion: 2.6.12-1+deb12u4\nRelease_date: 2026/10/17\nPid: 11053\n';
  expect(readInfo(text)).toEqual({ version: '2.6.12', pid: 11053 });
  expect(readInfo('')).toEqual({ version: null, pid: null });
});

test('show servers state', () => {
  const text = `1
# be_id be_name srv_id srv_name srv_addr srv_uweight srv_iweight srv_agent_state srv_fqdn srv_port srvrecord
3 message 1 stable-1 127.0.0.1 90 1 22 7f000001.addr.dc1.consul 45691 _service-v1._tcp.service.consul
4 static 1 a 127.0.0.1 5 5 18 - 80 -

`;
  expect([...readServersState(text)]).toEqual([
    [
      'message/stable-1',
      {
        ...{ initialWeight: 1, agent: true },
        ...{ record: '_service-v1._tcp.service.consul', host: '7f000001.addr.dc1.consul' },
      },
    ],
    ['static/a', { initialWeight: 5, agent: false, record: null, host: null }],
  ]);
});

test('show resolvers', () => {
  const text = `Resolvers section consul
 nameserver agent:
  sent:        10
  valid:       4
  update:      7
  nx:          1
  timeout:     2
  too_big:     2
  truncated:   3
Resolvers section default
 nameserver 10.255.255.53:
  too_big:     0
  truncated:   0
`;
  expect(readResolvers(text)).toEqual([
    { resolvers: 'consul', nameserver: 'agent', sent: 10, answers: 10, tooBig: 2, truncated: 3 },
    { resolvers: 'default', nameserver: '10.255.255.53', sent: 0, answers: 0, tooBig: 0, truncated: 0 },
  ]);
});

test('show table', () => {
  const names =
    '# table: message, type: ip, size:1024, used:2\n# table: rates, type: ip, size:1024, used:0\n';
  expect(readTableNames(names)).toEqual(['message', 'rates']);
  const entries = `# table: message, type: ip, size:1024, used:2
0x55d: key=127.0.0.1 use=0 exp=0 shard=0 server_id=2 server_key=stable-2
0x55e: key=127.0.0.2 use=0 exp=0 shard=0 server_id=0
`;
  expect(readTable('message', entries)).toEqual({ name: 'message', kept: 1 });
});
