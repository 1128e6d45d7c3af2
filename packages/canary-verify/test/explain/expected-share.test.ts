import { describe, expect, test } from 'vitest';
import type { ConsulInstance } from '../../src/consul/health.js';
import { expectedShare } from '../../src/explain/expected/expected-share.js';
import { viewConfiguration } from '../../src/explain/situation/configuration-view.js';
import type { Facts } from '../../src/explain/situation/facts.js';
import { situationOf } from '../../src/explain/situation/situation.js';
import { readHaproxyConfig } from '../../src/haproxy/configuration/read-configuration.js';
import { byHeader, oneBackend } from '../output/fake-configuration.js';

const instance = (service: string, port: number, passing = 1, more: Partial<ConsulInstance> = {}) => ({
  ...{ instance: `${service}-${port}`, service, address: '10.0.0.1', port },
  ...{ status: 'passing' as const, weights: { passing, warning: 1 }, check: null },
  ...more,
});

/** The share, or why there is none. */
function shareOf(
  instances: readonly ConsulInstance[] | null,
  config: string | null,
  headers: string[][] = [],
) {
  const known: Facts = {
    consul:
      instances === null
        ? null
        : {
            ...{ url: 'http://consul:8500', instances, complete: true },
            services: instances.map(({ service }) => service),
            named: ['service-v1', 'service-v2'],
          },
    config:
      config === null
        ? null
        : viewConfiguration(readHaproxyConfig([{ file: 'haproxy.cfg', text: config }], {}), {}),
    processes: [],
    traffic: [],
    services: { stable: 'service-v1', canary: 'service-v2' },
    unmarked: {
      ...{
        method: 'GET',
        path: '/version',
        tls: false,
        sni: null,
        certificate: false,
        port: null,
        source: '127.0.0.1',
      },
      headers: [['Host', 'shop'], ...(headers as [string, string][])],
    },
  };
  const taken = expectedShare(situationOf(known));
  return 'why' in taken ? taken.why : taken.share;
}

describe('from Consul', () => {
  test.each([
    ['nine and one', [...Array(9).keys()].map((port) => instance('service-v1', port)), 1, 0.1],
    ['weights below 257, which HAProxy makes 1 of', [instance('service-v1', 1, 90)], 10, 0.5],
    ['weights times 256', [instance('service-v1', 1, 23_040)], 2_560, 0.1],
    ['the largest weight', [instance('service-v1', 1, 65_535)], 256, 1 / 257],
  ])('%s', (_, stable, weight, share) => {
    expect(shareOf([...stable, instance('service-v2', 99, weight)], null)).toBeCloseTo(share, 9);
  });

  test('critical instances take no part in the share, and a warning has a weight of its own', () => {
    const instances = [
      instance('service-v1', 1, 512),
      instance('service-v1', 2, 512, { status: 'critical' }),
      instance('service-v2', 3, 2_560, { status: 'warning', weights: { passing: 2_560, warning: 512 } }),
    ];
    expect(shareOf(instances, null)).toBe(0.5);
  });

  test('a service that it does not know may be called otherwise', () => {
    expect(shareOf([instance('service-v1', 1)], null)).toMatch('Consul knows no service service-v2');
  });
});

describe('from the configuration', () => {
  const weights = (more = '') => `frontend service
    mode http
    bind :1
    default_backend message
backend message
    mode http
    balance roundrobin
    server stable-1 10.0.0.1:1 weight 90
    server canary-1 10.0.0.2:1 weight 10${more}
`;

  test('weights of its servers', () => expect(shareOf(null, weights())).toBeCloseTo(0.1, 9));

  test('a backup gets nothing', () => expect(shareOf(null, weights(' backup'))).toBe(0));

  test('rules send unmarked requests to one version, marked ones to the other', () => {
    expect(shareOf(null, byHeader())).toBe(0);
    expect(shareOf(null, byHeader(), [['X-Canary', 'always']])).toBe(1);
  });

  test('chance', () => {
    const config = byHeader({ rules: 'use_backend canary if { rand(100) lt 25 }' });
    expect(shareOf(null, config)).toBeCloseTo(0.25, 6);
  });

  test.each([
    ['weights that only DNS knows', oneBackend(), /name Consul as well/],
    ['a hash', weights().replace('roundrobin', 'source'), /haproxy\.cfg:7: balance source does not deal/],
    [
      'servers of neither version',
      weights().replace('canary-1', 'third'),
      /which version message\/third is of/,
    ],
    [
      'a rule that is not understood',
      byHeader({ rules: 'use_backend canary if { lua.pick }' }),
      /haproxy\.cfg:4: /,
    ],
    ['no frontend', 'backend a\n    server a 10.0.0.1:1\n', /no frontend/],
  ])('%s: it cannot be told', (_, config, why) => expect(shareOf(null, config)).toMatch(why));
});

test('from both: the rules of the configuration, the instances of Consul', () => {
  const instances = [instance('service-v1', 1, 768), instance('service-v2', 2, 256)];
  expect(shareOf(instances, oneBackend())).toBe(0.25);
  const ignoring = oneBackend().replaceAll(
    'resolvers consul\n    server',
    'resolvers consul resolve-opts ignore-weight\n    server',
  );
  expect(shareOf(instances, ignoring.replace(/(canary-.*)$/m, '$1 resolve-opts ignore-weight'))).toBe(0.5);
});
