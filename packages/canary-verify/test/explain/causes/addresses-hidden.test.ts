import { expect, test } from 'vitest';
import { addressesHidden } from '../../../src/explain/causes/addresses-hidden.js';
import { viewConfiguration } from '../../../src/explain/situation/configuration-view.js';
import { situationOf } from '../../../src/explain/situation/situation.js';
import { type RuntimeServer, readHaproxyConfig } from '../../../src/haproxy/index.js';
import { CAUSE_WORDS } from '../../../src/reporters/words/cause-text.js';

const CONFIG = `global
    stats socket /run/haproxy.sock level user
    stats timeout 30s
listen statistics
    bind :8404
    stats enable
`;

const server: RuntimeServer = {
  ...{ backend: 'shop', name: 'shop1', address: null, record: null, host: null, changedSeconds: 1 },
  ...{
    status: 'UP',
    weight: 1,
    ownWeight: 1,
    initialWeight: null,
    backup: false,
    agent: null,
    sessions: 0,
    answered: 0,
  },
  ...{ retried: 0, sentOn: 0, cookie: null, throttle: null },
};

function foundAt(source: string) {
  const process = { source, version: '3.0.11', pid: 1, servers: [server], backends: [] };
  return addressesHidden(
    situationOf({
      consul: null,
      processes: [{ ...process, nameServers: null, stickTables: null }],
      config: viewConfiguration(readHaproxyConfig([{ file: 'haproxy.cfg', text: CONFIG }], {}), {}),
      traffic: [],
      unmarked: {
        ...{ method: 'GET', path: '/', headers: [], tls: false, sni: null, certificate: false },
        ...{ port: null, source: '127.0.0.1' },
      },
      services: { stable: 'shop', canary: 'shop-canary' },
    }),
  );
}

test.each([
  ['http://localhost:8404/', 'haproxy.cfg:6: Add the line `stats show-legends`, or use the runtime socket'],
  ['/run/haproxy.sock', 'haproxy.cfg:2: Give the runtime socket the level that shows them'],
  ['127.0.0.1:9999', 'haproxy.cfg:2: Give the runtime socket the level that shows them'],
])('what %s lacks is added to its own line', (source, advice) => {
  const cause = foundAt(source);
  if (cause?.kind !== 'addresses-hidden') throw new Error('not found');
  expect(CAUSE_WORDS['addresses-hidden'](cause).next).toContain(advice);
});
