import { expect, test } from 'vitest';
import { readStatistics } from '../../src/topology/haproxy-statistics.js';

// The first fields of what HAProxy 2.6 answered; `addr` stands further behind.
const csv = `# pxname,svname,scur,status,type,check_desc,addr,
service,FRONTEND,0,OPEN,0,,,
message,stable-1,0,UP,2,"Layer7 check passed, ""fine""",127.0.0.1:35035,
message,stable-2,0,MAINT (resolution),2,,:0,
message,stable-3,0,DOWN 1/2,2,,[::1]:8080,
message,BACKEND,0,UP,1,,,
`;

test('reads the servers, and only those', () => {
  expect(readStatistics(csv)).toEqual([
    { backend: 'message', name: 'stable-1', address: '127.0.0.1:35035', status: 'UP' },
    { backend: 'message', name: 'stable-2', address: null, status: 'MAINT (resolution)' },
    { backend: 'message', name: 'stable-3', address: '[::1]:8080', status: 'DOWN 1/2' },
  ]);
});

test('no statistics, no servers', () => expect(readStatistics('')).toEqual([]));
