import { expect, test } from 'vitest';
import { placeName } from '../../../src/haproxy/runtime/stats-place.js';
import { readStatsPlace } from '../../../src/options/stats-place.js';
import { UsageError } from '../../../src/text/usage-error.js';

const page = (url: string, authorization: string | null = null) => ({ kind: 'page', url, authorization });
const socket = (connect: object) => ({ kind: 'socket', connect });

test.each([
  ['http://localhost:8404/stats', page('http://localhost:8404/stats')],
  ['http://localhost:8404/stats;csv', page('http://localhost:8404/stats')],
  ['localhost:8404/stats', page('http://localhost:8404/stats')],
  ['https://[::1]:8404/', page('https://[::1]:8404/')],
  ['http://ada:p%40ss@localhost/stats', page('http://localhost/stats', 'Basic YWRhOnBAc3M=')],
  ['/run/haproxy.sock', socket({ path: '/run/haproxy.sock' })],
  ['./haproxy.sock', socket({ path: './haproxy.sock' })],
  ['unix@/run/haproxy.sock', socket({ path: '/run/haproxy.sock' })],
  ['localhost:9999', socket({ host: 'localhost', port: 9999 })],
  ['[::1]:9999', socket({ host: '::1', port: 9999 })],
])('%s', (written, place) => expect(readStatsPlace(written)).toEqual(place));

test.each(['', 'local host', 'ftp://localhost/stats', 'localhost:0', 'localhost:99999', 'http://'])(
  '%j is refused',
  (written) => expect(() => readStatsPlace(written)).toThrow(UsageError),
);

test('credentials are neither named nor quoted', () => {
  const place = readStatsPlace('http://ada:secret@localhost/stats?token=secret');
  expect(placeName(place)).toBe('http://localhost/stats?token=***');
  expect(() => readStatsPlace('http://ada:secret@local host/stats')).toThrow(/^(?!.*secret)/);
});
