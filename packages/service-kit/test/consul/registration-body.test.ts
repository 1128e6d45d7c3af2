import { expect, test } from 'vitest';
import { registrationBody } from '../../src/consul/registration-body.js';

const identity = {
  service: 'message',
  version: null,
  track: null,
  instance: 'message-1',
  address: '10.0.0.5',
  port: 8080,
} as const;

test('without a weight none is sent, so that Consul takes its default', () => {
  expect(registrationBody({ identity, tags: [], weight: null })).not.toHaveProperty('Weights');
});

test.each([
  [1, 256],
  [90, 23_040],
  [255, 65_280],
])('weight %i is sent as %i, which HAProxy divides by 256', (weight, sent) => {
  expect(registrationBody({ identity, tags: [], weight }).Weights).toEqual({ Passing: sent, Warning: sent });
});

test('what is not known is no metadata', () => {
  expect(registrationBody({ identity, tags: [], weight: null }).Meta).toEqual({});
});

test('an IPv6 address stands in brackets in the URL of the check only', () => {
  const body = registrationBody({ identity: { ...identity, address: 'fe80::1' }, tags: [], weight: null });
  expect(body.Address).toBe('fe80::1');
  expect(body.Checks[0]?.HTTP).toBe('http://[fe80::1]:8080/health/ready');
});
