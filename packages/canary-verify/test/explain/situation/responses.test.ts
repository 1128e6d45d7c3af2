import { expect, test } from 'vitest';
import type { ConsulInstance } from '../../../src/consul/health.js';
import type { ArmTraffic } from '../../../src/explain/situation/facts.js';
import { situationOf } from '../../../src/explain/situation/situation.js';

const one: ConsulInstance = {
  ...{ instance: 'shop-1', service: 'shop', address: '10.0.0.1', port: 80 },
  ...{ status: 'passing', weights: { passing: 1, warning: 1 }, check: null },
};

/** The responses of each replica, where these names answered so often. */
function responses(counts: Readonly<Record<string, number>>, failed = 0) {
  const arm: ArmTraffic = {
    ...{ name: 'unmarked', headers: [], expected: null, requests: 9, stable: 9 - failed, canary: 0 },
    ...{ unidentified: 0, failed, failures: {}, statuses: {} },
    instances: Object.fromEntries(
      Object.entries(counts).map(([name, count]) => [name, { version: '1', track: 'stable', count }]),
    ),
  };
  const { instances } = situationOf({
    consul: {
      ...{ url: 'http://consul', services: ['shop'], named: ['shop'], complete: true },
      instances: [one, { ...one, instance: 'shop-2', address: '10.0.0.2' }],
    },
    processes: [],
    config: null,
    traffic: [arm],
    unmarked: {
      ...{ method: 'GET', path: '/', headers: [], tls: false, sni: null, certificate: false },
      ...{ port: null, source: '127.0.0.1' },
    },
    services: { stable: 'shop', canary: 'shop-canary' },
  });
  return Object.fromEntries(instances.map((instance) => [instance.name, instance.responses]));
}

test('a replica that no response names has none, where others are named', () => {
  expect(responses({ 'shop-1': 9 })).toEqual({ 'shop-1': 9, 'shop-2': 0 });
});

test('responses that name nobody do not tell who has answered', () => {
  expect(responses({})).toEqual({ 'shop-1': null, 'shop-2': null });
});

test('responses with names of their own do not tell who of Consul has answered', () => {
  expect(responses({ 'node-7': 9 })).toEqual({ 'shop-1': null, 'shop-2': null, 'node-7': 9 });
});

test('where every request failed, nobody has answered', () => {
  expect(responses({}, 9)).toEqual({ 'shop-1': 0, 'shop-2': 0 });
});
