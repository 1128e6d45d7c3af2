import { expect, test } from 'vitest';
import { readStatistics } from '../../../src/haproxy/runtime/statistics-csv.js';

// Some fields of what HAProxy 2.6 answered, in their order.
const csv = `# pxname,svname,scur,stot,status,weight,bck,lastchg,throttle,type,check_desc,addr,cookie,algo,uweight,
service,FRONTEND,0,0,OPEN,,,,,0,,,,,,
message,stable-1,0,17,UP,90,0,12,,2,"Layer7 check passed, ""fine""",127.0.0.1:35035,s1,,90,
message,stable-2,0,0,MAINT (resolution),1,0,5,,2,,127.0.0.1:35036,,,1,
message,stable-3,0,3,UP 1/2,4,1,1,40,2,,[::1]:8080,,,10,
message,BACKEND,0,20,UP,94,1,,,1,,,,roundrobin,94,
`;

/** These fields are not in the sample. */
const UNCOUNTED = { answered: null, retried: 0, sentOn: 0 };

test('reads servers and backends', () => {
  const { servers, backends } = readStatistics(csv);
  const common = { backend: 'message', initialWeight: null, agent: null, record: null, host: null };
  expect(servers).toEqual([
    {
      ...common,
      ...{ name: 'stable-1', address: '127.0.0.1:35035', status: 'UP', weight: 90, ownWeight: 90 },
      ...{ backup: false, sessions: 17, ...UNCOUNTED, cookie: 's1', changedSeconds: 12, throttle: null },
    },
    {
      ...common,
      ...{ name: 'stable-2', address: null, status: 'MAINT (resolution)', weight: 1, ownWeight: 1 },
      ...{ backup: false, sessions: 0, ...UNCOUNTED, cookie: null, changedSeconds: 5, throttle: null },
    },
    {
      ...common,
      ...{ name: 'stable-3', address: '[::1]:8080', status: 'UP 1/2', weight: 4, ownWeight: 10 },
      ...{ backup: true, sessions: 3, ...UNCOUNTED, cookie: null, changedSeconds: 1, throttle: 40 },
    },
  ]);
  expect(backends).toEqual([{ name: 'message', status: 'UP', algorithm: 'roundrobin' }]);
});

test('no statistics, no servers', () => expect(readStatistics('')).toEqual({ servers: [], backends: [] }));
