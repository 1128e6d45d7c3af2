import { describe, expect, test } from 'vitest';
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

describe('where HAProxy shows no addresses', () => {
  const routed = [{ service: 'shop', backend: 'shop', prefix: 'shop-', slots: 2 }];
  const nameless = (name: string, status = 'UP') => ({ backend: 'shop', name, address: null, status });

  test('as many servers as there are healthy replicas are enough', () => {
    const servers = [nameless('shop-1'), nameless('shop-2', 'MAINT (resolution)'), nameless('other-1')];
    expect(whatIsMissing({ shop: 1 }, [replica('a', 1)], servers, routed)).toEqual([]);
  });

  test.each([
    [['shop-1', 'shop-2'], 2],
    [[], 0],
  ])('other numbers are told: %s', (names, have) => {
    const elsewhere = { ...nameless('shop-1'), backend: 'other' };
    const servers = [...names.map((name) => nameless(name)), nameless('shop-x'), elsewhere];
    expect(whatIsMissing({ shop: 1 }, [replica('a', 1)], servers, routed)).toEqual([
      `HAProxy routes to ${have} replicas of shop in shop, and Consul calls 1 healthy`,
    ]);
  });

  test('more replicas than slots are not waited for', () => {
    const known = [1, 2, 3].map((port) => replica(`a-${port}`, port));
    const servers = [nameless('shop-1'), nameless('shop-2')];
    expect(whatIsMissing({ shop: 3 }, known, servers, routed)).toEqual([]);
  });
});

test('where it shows them, servers of other services are left alone', () => {
  const routed = [{ service: 'shop', backend: 'shop', prefix: 'shop-', slots: 2 }];
  const other = { backend: 'pricing', name: 'pricing-1', address: '10.0.0.9:1', status: 'UP' };
  expect(whatIsMissing({ shop: 1 }, [replica('a', 1)], [server(1), other], routed)).toEqual([]);
});
