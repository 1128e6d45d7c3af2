import { expect, test } from 'vitest';
import { diagnosisText } from '../../../src/reporters/words/diagnosis-text.js';
import { shellWord } from '../../../src/reporters/words/shell-word.js';

test.each([
  [
    'page',
    'http://h:1/stats',
    'answered 401',
    'HTTP 401 (the credentials are missing or wrong)',
    '--haproxy-stats http://USER:PASSWORD@h:1/stats',
  ],
  [
    'page',
    'http://***@h:1/stats;csv',
    'answered 403',
    'HTTP 403',
    "--haproxy-stats 'http://USER:PASSWORD@h:1/stats;csv'",
  ],
  ['page', 'http://h:1/stats', 'answered 404', 'HTTP 404.', 'curl -i http://h:1/stats'],
  ['page', 'http://h:1/stats', 'ECONNREFUSED', 'connection refused (ECONNREFUSED)', '`ss -ltn`'],
  ['socket', '/run/h.sock', 'EACCES', 'permission denied (EACCES)', "Run as a user of the socket's group"],
  ['socket', '/run/h.sock', 'ENOENT', 'no such file (ENOENT)', '`stats socket`'],
  ['consul', 'http://c:8500', 'Consul answered 403 to http://c:8500/v1', 'HTTP 403', 'CONSUL_HTTP_TOKEN'],
  [
    'consul',
    'http://c:8500',
    'no answer in time',
    'no answer in time',
    'curl -i http://c:8500/v1/status/leader',
  ],
] as const)('%s %s, %s: what came back and what to do are named', (of, source, cause, says, next) => {
  const text = diagnosisText({ kind: 'source-unreadable', of, source, cause });
  expect(text.says).toContain(says);
  expect(text.says).not.toContain('no answer: ');
  expect(text.next).toContain(next);
});

test('a name from elsewhere can be pasted into a shell without running', () => {
  expect(shellWord('message/canary-1')).toBe('message/canary-1');
  expect(shellWord('a$(id)b')).toBe("'a$(id)b'");
  expect(shellWord("it's; id")).toBe("'it'\\''s; id'");
});

test.each([
  [null, [], /^Consul has no healthy replica of a and none of b\.$/, 'consul catalog services. Other names'],
  [[], [], /It shows no service at all\.$/, 'CONSUL_HTTP_TOKEN'],
  [['shop'], [], /It knows these services: shop\.$/, '--services STABLE+CANARY'],
  [
    ['a'],
    [{ service: 'a', replicas: 2 }],
    /2 replicas of a are registered, and not healthy\.$/,
    '/v1/health/checks/a',
  ],
] as const)('Consul shows %j: only what is known is said', (known, unhealthy, says, next) => {
  const text = diagnosisText({ kind: 'not-in-consul', services: ['a', 'b'], unhealthy, known });
  expect(text.says).toMatch(says);
  expect(text.next).toContain(next);
});
