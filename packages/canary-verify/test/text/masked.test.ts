import { expect, test } from 'vitest';
import { isSecretName, masked } from '../../src/text/masked.js';

test.each([
  ['http://localhost:48151/version', 'http://localhost:48151/version'],
  [
    'http://shop/npm/@scope/x?author=ada&monkey=1&user=a@b',
    'http://shop/npm/@scope/x?author=ada&monkey=1&user=a@b',
  ],
  ['http://user:pass@shop:99999/', 'http://***@shop:99999/'],
  ['user:pass@shop:80', '***@shop:80'],
  ['http://shop/?token=abc&x=1', 'http://shop/?token=***&x=1'],
  ['http://shop/?x=1&api_key=abc#f', 'http://shop/?x=1&api_key=***#f'],
  ['http://shop/?key=a&sig=b&X-Amz-Signature=c', 'http://shop/?key=***&sig=***&X-Amz-Signature=***'],
  ['/login?next=http%3A%2F%2Fshop%3Fkey%3Dabc&y=2', '/login?next=http%3A%2F%2Fshop%3Fkey%3D***&y=2'],
  ['?id_token[]=abc&x=1', '?id_token[]=***&x=1'],
  ['Authorization: Bearer abc', 'Authorization: ***'],
  ['Cookie: a=b; c=d', 'Cookie: ***'],
  ['X-Api-Key:abc', 'X-Api-Key: ***'],
  ['Bearer abc', 'Bearer ***'],
  ['Authorization Bearer abc', 'Authorization Bearer ***'],
  ['{"password":"abc"}', '{"password": ***'],
  ['-----BEGIN PRIVATE KEY-----\nabc', '***'],
])('%j is shown as %j', (text, shown) => expect(masked(text)).toBe(shown));

test.each([
  'Authorization',
  'Proxy-Authorization',
  'Cookie',
  'X-Consul-Token',
  'X-Api-Key',
  'apikey',
  'X-Key',
])('%s holds a secret', (name) => expect(isSecretName(name)).toBe(true));

test.each(['X-Canary', 'Accept', 'X-Author', 'Host', 'X-Keyboard', 'User-Agent'])('%s does not', (name) =>
  expect(isSecretName(name)).toBe(false),
);
