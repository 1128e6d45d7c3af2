import { expect, test } from 'vitest';
import { mountedConfiguration } from '../../../src/topology/compose/mounted-configuration.js';

const service = (command: string[], mounts: [source: string, target: string][]) => ({
  image: '',
  command,
  ports: [],
  replicas: 1,
  containerName: null,
  mounts: mounts.map(([source, target]) => ({ source, target })),
});

test.each<[string, string[], [string, string][], string]>([
  ['named by the command', ['haproxy', '-f', '/etc/h.cfg'], [['/own/a.cfg', '/etc/h.cfg']], '/own/a.cfg'],
  [
    'within a word of a shell',
    ['sh', '-c', 'haproxy -f /etc/h.cfg'],
    [['/own/a.cfg', '/etc/h.cfg']],
    '/own/a.cfg',
  ],
  ['where the image reads it', [], [['/own/a.cfg', '/usr/local/etc/haproxy/haproxy.cfg']], '/own/a.cfg'],
  ['in a folder', ['haproxy', '-f', '/etc/h/x/h.cfg'], [['/own', '/etc/h/']], '/own/x/h.cfg'],
  [
    'beside other mounts',
    ['haproxy', '-f', '/etc/h.cfg'],
    [
      ['/own/maps', '/etc/h'],
      ['/own/a.cfg', '/etc/h.cfg'],
    ],
    '/own/a.cfg',
  ],
])('the configuration is found %s', (_, command, mounts, source) => {
  expect(mountedConfiguration('lb', service(command, mounts)).source).toBe(source);
});

test('several configurations are refused: which one is to be changed is not known', () => {
  const two = service(['haproxy', '-f', '/a.cfg', '-f', '/b.cfg'], [['/own/a.cfg', '/a.cfg']]);
  expect(() => mountedConfiguration('lb', two)).toThrow(
    'services.proxy lb must read one configuration; its command names /a.cfg, /b.cfg',
  );
});
