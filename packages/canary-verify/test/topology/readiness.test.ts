import { expect, test } from 'vitest';
import { whatIsMissing } from '../../src/topology/readiness.js';
import type { Replica } from '../../src/topology/topology.js';

const replica = (instance: string, port: number, healthy = true): Replica => ({
  instance,
  service: 'shop',
  address: '10.0.0.1',
  port,
  healthy,
});
const server = (port: number, status = 'UP') => ({
  backend: 'shop',
  name: 'shop-1',
  address: `10.0.0.1:${port}`,
  status,
});
const emptySlot = { backend: 'shop', name: 'shop-2', address: null, status: 'MAINT (resolution)' };

test('ready: every healthy replica is routed to, and nothing else is', () => {
  expect(whatIsMissing({ shop: 1 }, [replica('a', 1)], [server(1), emptySlot])).toEqual([]);
});

test('too few replicas are healthy', () => {
  expect(whatIsMissing({ shop: 2 }, [replica('a', 1), replica('b', 2, false)], [server(1)])).toEqual([
    'Consul calls 1 of 2 replicas of shop healthy',
  ]);
});

test.each(['DOWN', 'MAINT', 'NOLB'])('a replica that is %s in HAProxy', (status) => {
  expect(whatIsMissing({ shop: 1 }, [replica('a', 1)], [server(1, status)])).toEqual([
    'HAProxy does not route to a (10.0.0.1:1)',
  ]);
});

test('a replica that has left and is still routed to', () => {
  expect(whatIsMissing({ shop: 1 }, [replica('a', 1)], [server(1), server(2)])).toEqual([
    'HAProxy still routes to 10.0.0.1:2, which Consul does not call healthy',
  ]);
});
