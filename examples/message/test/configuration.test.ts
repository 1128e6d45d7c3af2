import { expect, test } from 'vitest';
import { readConfiguration } from '../src/configuration.js';

test.each([
  [{ SERVICE_URL: 'http://127.0.0.1:48151' }, 'http://127.0.0.1:48151/credit'],
  [{ SERVICE_URL: 'http://haproxy:48151/' }, 'http://haproxy:48151/credit'],
  [{ SERVICE_URL: 'http://haproxy:48151', CREDIT_URL: 'http://credit:8080/' }, 'http://credit:8080'],
  [{ CONSUL_HTTP_ADDR: 'consul:8500', CREDIT_URL: 'http://credit:8080' }, 'http://credit:8080'],
  [{ CONSUL_HTTP_ADDR: 'consul:8500', SERVICE_URL: 'http://haproxy:48151' }, 'http://credit'],
])('%j finds credit at %s', (env, creditUrl) => {
  expect(readConfiguration(env).creditUrl).toBe(creditUrl);
});

test('with Consul credit is discovered, unless its URL is given', () => {
  expect(readConfiguration({ CONSUL_HTTP_ADDR: 'consul:8500' }).discoversCredit).toBe(true);
  const given = { CONSUL_HTTP_ADDR: 'consul:8500', CREDIT_URL: 'http://credit:8080' };
  expect(readConfiguration(given).discoversCredit).toBe(false);
});

test('without a way to credit it does not start', () => {
  expect(() => readConfiguration({})).toThrow('CREDIT_URL, or SERVICE_URL');
});

test('an unknown feature is refused', () => {
  const env = { SERVICE_URL: 'http://haproxy', FEATURES: 'message-cuont' };
  expect(() => readConfiguration(env)).toThrow('FEATURES knows only message-count, got "message-cuont"');
});
