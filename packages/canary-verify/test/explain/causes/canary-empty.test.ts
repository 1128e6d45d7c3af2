import { expect, test } from 'vitest';
import type { ConsulInstance, ConsulStatus } from '../../../src/consul/health.js';
import { canaryEmpty } from '../../../src/explain/causes/canary-empty.js';
import { situationOf } from '../../../src/explain/situation/situation.js';
import type { RuntimeServer } from '../../../src/haproxy/index.js';
import { diagnosisText } from '../../../src/reporters/words/diagnosis-text.js';

function canary(number: number, status: ConsulStatus): ConsulInstance {
  return {
    ...{ instance: `service-v2-${number}`, service: 'service-v2', address: '10.0.0.1', port: 2_000 + number },
    ...{ status, weights: { passing: 1, warning: 1 }, check: null },
  };
}

function slot(track: 'stable' | 'canary', address: string | null): RuntimeServer {
  const record = `_service-${track === 'stable' ? 'v1' : 'v2'}._tcp.service.consul`;
  return {
    ...{ backend: 'message', name: `${track}-1`, address, record, host: null, changedSeconds: 100 },
    ...{ status: address === null ? 'MAINT (resolution)' : 'UP', weight: 1, ownWeight: 1, initialWeight: 1 },
    ...{
      backup: false,
      agent: null,
      sessions: 0,
      answered: null,
      retried: 0,
      sentOn: 0,
      cookie: null,
      throttle: null,
    },
  };
}

/** What is found where HAProxy has no canary, and Consul these instances; null if Consul was not asked. */
function found(instances: readonly ConsulInstance[] | null) {
  const services = ['service-v1', 'service-v2'];
  const servers = [slot('stable', '10.0.0.1:1001'), slot('canary', null)];
  const process = { source: 'haproxy.sock', version: '2.6.12', pid: 1, servers, backends: [] };
  const cause = canaryEmpty(
    situationOf({
      consul:
        instances === null
          ? null
          : { url: 'http://consul', instances: [...instances], services, named: services, complete: true },
      processes: [{ ...process, nameServers: null, stickTables: null }],
      config: null,
      traffic: [],
      unmarked: {
        method: 'GET',
        path: '/',
        headers: [],
        tls: false,
        source: '127.0.0.1',
        sni: null,
        certificate: false,
        port: null,
      },
      services: { stable: 'service-v1', canary: 'service-v2' },
    }),
  );
  if (cause?.kind !== 'canary-empty') throw new Error('no cause was found');
  return { cause, words: diagnosisText(cause) };
}

test('registered canaries whose checks fail are told from none', () => {
  const { cause, words } = found([canary(1, 'critical'), canary(2, 'maintenance')]);
  expect(cause).toMatchObject({ registered: 2, healthy: 0 });
  expect(words.says).toContain('Consul: 2 instances registered, 0 healthy.');
  expect(words.next).toMatch(/^See why the checks of service-v2 fail: curl .*\/checks\/service-v2\. When/);
});

test('a canary that nobody has registered is to be started', () => {
  const { cause, words } = found([]);
  expect(cause).toMatchObject({ registered: 0, healthy: 0 });
  expect(words.next).toBe('Start an instance of service-v2, then run again.');
});

test('without Consul nothing is said of its instances', () => {
  const { cause, words } = found(null);
  expect(cause).toMatchObject({ registered: null, healthy: null });
  expect(words.says).not.toContain('Consul');
});

test('healthy canaries that HAProxy does not reach have a cause of their own', () => {
  expect(found([canary(1, 'passing')]).words.next).toBeNull();
});
