import { expect, test } from 'vitest';
import type { ComposeConfig } from '../../../src/topology/compose/compose-file.js';
import { mountedConfiguration } from '../../../src/topology/compose/mounted-configuration.js';

const service = (
  command: string[],
  mounts: [source: string, target: string][],
  configs: ComposeConfig[] = [],
) => ({
  image: '',
  command,
  ports: [],
  replicas: 1,
  containerName: null,
  configs,
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

test('a file of the section `configs` is found, and a text in it is no file of this machine', () => {
  const of = (file: string | null) =>
    service(['haproxy', '-f', '/etc/h.cfg'], [], [{ name: 'h', target: '/etc/h.cfg', file }]);
  expect(mountedConfiguration('lb', of('/own/a.cfg')).source).toBe('/own/a.cfg');
  expect(mountedConfiguration('lb', of(null)).source).toBeNull();
});

test('of several, the first is the one that can be changed', () => {
  const command = ['haproxy', '-f', '/etc/h.cfg', '-f', '/etc/h.d'];
  const both: [string, string][] = [
    ['/own/a.cfg', '/etc/h.cfg'],
    ['/own/d', '/etc/h.d'],
  ];
  expect(mountedConfiguration('lb', service(command, both))).toEqual({
    source: '/own/a.cfg',
    target: '/etc/h.cfg',
    further: [{ source: '/own/d', target: '/etc/h.d' }],
  });
});

test('each of several must be mounted', () => {
  const two = service(['haproxy', '-f', '/a.cfg', '-f', '/b.cfg'], [['/own/a.cfg', '/a.cfg']]);
  expect(() => mountedConfiguration('lb', two)).toThrow(
    'services.proxy lb must mount the configuration that its HAProxy reads, /b.cfg; it mounts /a.cfg',
  );
});
