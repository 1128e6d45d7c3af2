import { describe, expect, test } from 'vitest';
import type { ConsulInstance } from '../../../src/consul/health.js';
import { dnsTruncated } from '../../../src/explain/causes/dns-truncated.js';
import { situationOf } from '../../../src/explain/situation/situation.js';
import type { RuntimeServer } from '../../../src/haproxy/index.js';

const SERVICES = { stable: 'service-v1', canary: 'service-v2' };
const RECORD = '_service-v1._tcp.service.consul';

function instance(number: number): ConsulInstance {
  return {
    ...{ instance: `service-v1-${number}`, service: 'service-v1', address: '10.0.0.1', port: 1_000 + number },
    ...{ status: 'passing', weights: { passing: 1, warning: 1 }, check: null },
  };
}

/** A slot of the template; without an address since so many seconds. */
function slot(number: number, address: string | null, changedSeconds: number | null): RuntimeServer {
  return {
    ...{ backend: 'message', name: `stable-${number}`, address, record: RECORD, host: null, changedSeconds },
    ...{ status: address === null ? 'MAINT (resolution)' : 'UP', weight: 1, ownWeight: 1, initialWeight: 1 },
    ...{
      backup: false,
      agent: null,
      sessions: 0,
      answered: 0,
      retried: 0,
      sentOn: 0,
      cookie: null,
      throttle: null,
    },
  };
}

/** What is found of so many healthy instances and these slots. */
function found(healthy: number, servers: readonly RuntimeServer[]) {
  const instances = Array.from({ length: healthy }, (_, index) => instance(index + 1));
  const process = { source: 'haproxy.sock', version: '2.6.12', pid: 1, servers, backends: [] };
  return dnsTruncated(
    situationOf({
      consul: {
        url: 'http://consul',
        instances,
        services: ['service-v1'],
        named: ['service-v1'],
        complete: true,
      },
      processes: [{ ...process, nameServers: null, stickTables: null }],
      config: null,
      traffic: [],
      unmarked: {
        method: 'GET',
        path: '/',
        headers: [],
        tls: false,
        sni: null,
        certificate: false,
        port: null,
        source: '127.0.0.1',
      },
      services: SERVICES,
    }),
  );
}

const known = (number: number) => slot(number, `10.0.0.1:${1_000 + number}`, 100);
const freeFor = (number: number, seconds: number | null) => slot(number, null, seconds);

describe('answers of DNS that do not fit', () => {
  test('are found by what HAProxy knows, and by how much there is', () => {
    expect(found(12, [known(1), freeFor(2, 100)])).toMatchObject({ known: 1, healthy: 12, payload: null });
    // Three times 150 bytes fit into 512, four times do not.
    expect(found(3, [known(1), freeFor(2, 100)])).toBeNull();
    expect(found(4, [known(1), freeFor(2, 100)])).toMatchObject({ known: 1, healthy: 4 });
  });

  test('where HAProxy knows nothing, only a slot that has just been freed speaks for them', () => {
    expect(found(12, [freeFor(1, 2)])).toMatchObject({ kind: 'dns-truncated', known: 0, healthy: 12 });
    expect(found(12, [freeFor(1, 5)])).toMatchObject({ known: 0 });
    expect(found(12, [freeFor(1, 6)])).toBeNull();
    expect(found(12, [freeFor(1, null)])).toBeNull();
  });

  test('a slot that DNS has named, and that got no address, says that the answer had room for it', () => {
    const named = { ...freeFor(2, 100), host: '0a000001.addr.dc1.consul' };
    expect(found(12, [known(1), named, freeFor(3, 100)])).toBeNull();
  });

  test.each(['_service-v1._blue.service.consul', 'blue.service-v1.service.consul'])(
    'the instances that %s asks for are not all of the service',
    (record) =>
      expect(
        found(12, [
          { ...known(1), record },
          { ...freeFor(2, 100), record },
        ]),
      ).toBeNull(),
  );

  test('without a free slot, the template is too small instead', () => {
    expect(found(12, [known(1), known(2)])).toBeNull();
  });
});
