import { describe, expect, test } from 'vitest';
import type { Check } from '../../src/consul/checks.js';
import {
  type AgentService,
  type Announcement,
  DEFAULT_WEIGHTS,
  haproxyWeights,
  isRegisteredAs,
  registrationBody,
} from '../../src/consul/registration-body.js';

const identity = {
  service: 'message',
  version: null,
  track: null,
  instance: 'message-1',
  address: '10.0.0.5',
  port: 8080,
  protocol: 'http',
} as const;

const announcement: Announcement = {
  identity,
  checked: { address: '10.0.0.5', port: 8080, endpointsPort: 8080, endpointsProtocol: 'http' },
  tags: [],
  enableTagOverride: false,
  taggedAddresses: {},
  sidecar: null,
  meta: {},
  weights: DEFAULT_WEIGHTS,
  checks: [],
  deregisterAfterMs: 60_000,
};

test.each([
  [1, 256],
  [90, 23_040],
  [255, 65_280],
])('weight %i is sent as %i, which HAProxy divides by 256', (weight, sent) => {
  const body = registrationBody({ ...announcement, weights: haproxyWeights(weight) });
  expect(body.Weights).toEqual({ Passing: sent, Warning: sent });
});

test('unknown build facts are not registered as metadata', () => {
  expect(registrationBody(announcement).Meta).toEqual({});
});

const checks: Check[] = [
  { type: 'http', name: 'ready', path: '/health/ready', intervalMs: 1000, timeoutMs: 500 },
  { type: 'tcp', name: 'tcp', intervalMs: 1000, timeoutMs: 500 },
  { type: 'grpc', name: 'rpc', service: 'shop', tls: true, intervalMs: 1000, timeoutMs: 500 },
  { type: 'ttl', name: 'ttl', ttlMs: 9000 },
];

test('every type of check, each under an id that stays the same', () => {
  const common = { DeregisterCriticalServiceAfter: '60000ms' };
  const times = { Interval: '1000ms', Timeout: '500ms' };
  const id = 'message-1';
  expect(registrationBody({ ...announcement, checks }).Checks).toEqual([
    {
      CheckID: `${id}-ready`,
      Name: 'ready',
      HTTP: 'http://10.0.0.5:8080/health/ready',
      Method: 'GET',
      ...times,
      ...common,
    },
    { CheckID: `${id}-tcp`, Name: 'tcp', TCP: '10.0.0.5:8080', ...times, ...common },
    { CheckID: `${id}-rpc`, Name: 'rpc', GRPC: '10.0.0.5:8080/shop', GRPCUseTLS: true, ...times, ...common },
    { CheckID: `${id}-ttl`, Name: 'ttl', TTL: '9000ms', ...common },
  ]);
});

test('an IPv6 address stands in brackets in the URL of the check only', () => {
  const body = registrationBody({
    ...announcement,
    checks,
    checked: { ...announcement.checked, address: 'fe80::1' },
  });
  expect(body.Address).toBe('fe80::1');
  expect(body.Checks[0]?.HTTP).toBe('http://[fe80::1]:8080/health/ready');
});

describe('what the agent has is compared with what it was told', () => {
  const body = registrationBody({ ...announcement, tags: ['a', 'b'], meta: { zone: '1', rack: '2' } });
  const known: AgentService = {
    Service: 'message',
    Address: '10.0.0.5',
    Port: 8080,
    Tags: ['b', 'a'],
    Meta: { rack: '2', zone: '1' },
    Weights: { Passing: 1, Warning: 1 },
    ContentHash: 'x',
  };
  test('in any order of tags and metadata', () => expect(isRegisteredAs(known, body)).toBe(true));
  test.each<Partial<AgentService>>([
    { Port: 8081 },
    { Address: '10.0.0.6' },
    { Tags: null },
    { Tags: ['a', 'b', 'c'] },
    { Meta: { zone: '1' } },
    { Weights: { Passing: 1, Warning: 0 } },
  ])('%j is another registration', (change) =>
    expect(isRegisteredAs({ ...known, ...change }, body)).toBe(false),
  );
});
