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
  [
    'http://shop/?code=abc&x=1&OTP=12&psk=a&Pin=9#state=s',
    'http://shop/?code=***&x=1&OTP=***&psk=***&Pin=***#state=***',
  ],
  ['/cb?state=abc&zip_code=1', '/cb?state=***&zip_code=1'],
  ['http://shop/?%74oken=abc&x=1', 'http://shop/?%74oken=***&x=1'],
  ['http://shop/?%2574oken=abc&%43ode=1&x%5Fid=2', 'http://shop/?%2574oken=***&%43ode=***&x%5Fid=2'],
  ['?userPin=1234&accessKey=a&apiToken=b&shopName=c', '?userPin=***&accessKey=***&apiToken=***&shopName=c'],
  ['?next=http%3A%2F%2Fada%3Apass%40shop%2Fx', '?next=http%3A%2F%2F***%40shop%2Fx'],
  ['?next=http%253A%252F%252Fx%253Ftoken%253Dabc', '?next=http%253A%252F%252Fx%253Ftoken%253D***'],
  ['{"userPin": 1234, "name": "Ada"}', '{"userPin": ***, "name": "Ada"}'],
  ['{"code":404,"message":"no"}', '{"code":404,"message":"no"}'],
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
  'X-Otp',
  'x-pin',
  'X-PSK',
  'X-Verification-Code',
  'userPin',
])('%s holds a secret', (name) => expect(isSecretName(name)).toBe(true));

test.each([
  'X-Canary',
  'Accept',
  'X-Author',
  'Host',
  'X-Keyboard',
  'User-Agent',
  'X-Zip-Code',
  'X-Shipping',
  'X-Pinned',
])('%s does not', (name) => expect(isSecretName(name)).toBe(false));
