import { expect, test } from 'vitest';
import { socketPort, withServersState, withSocket } from '../../../src/topology/proxy/own-socket.js';

const CONFIG = `defaults
    default-server check init-addr none resolvers consul
backend shop
    server-template shop 10 _shop._tcp.service.consul
listen stats
    server one 10.0.0.1:80 init-addr last,libc`;

test('a socket stands behind the configuration: no line gets another number', () => {
  expect(withSocket(CONFIG, 65_000)).toBe(`${CONFIG}\nglobal\n    stats socket ipv4@:65000 level operator\n`);
});

test('its port is none that the configuration or the compose file has', () => {
  expect(socketPort([80])).toBe(65_000);
  expect(socketPort([65_001, 65_000])).toBe(65_002);
});

test('each backend of a reloaded configuration begins with the servers that the state has', () => {
  expect(withServersState(CONFIG, 65_000)).toBe(`defaults
    default-server check init-addr last,none resolvers consul
backend shop
    load-server-state-from-file global
    server-template shop 10 _shop._tcp.service.consul
listen stats
    load-server-state-from-file global
    server one 10.0.0.1:80 init-addr last,libc
global
    stats socket ipv4@:65000 level operator
    server-state-file /var/lib/canary-verify/servers
`);
});
