import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { balancingOf } from '../../src/explain/balancing.js';
import { readHaproxyConfig } from '../../src/haproxy/entry.js';
import { resolveOptions, type VerifyOptions } from '../../src/options/options.js';
import { textReport } from '../../src/reporters/text.js';
import { answerOf, type Respond, runOn, share } from '../run-on.js';

/** A frontend with one backend that has these lines. */
const config = (...lines: string[]) => `defaults
  mode http
frontend service
  bind :8080
  default_backend shop
backend shop
${lines.map((line) => `  ${line}\n`).join('')}`;
const TWO = ['server a-0 10.0.0.1:80', 'server a-1 10.0.0.2:80'];
const resolved = (given: VerifyOptions, text: string) => {
  const haproxyConfig = readHaproxyConfig([{ file: 'haproxy.cfg', text }], {});
  const options = resolveOptions({ ...given, haproxyConfig });
  return { options, balancing: balancingOf(options) };
};
const on = (given: VerifyOptions, text: string, respond: Respond) => {
  const { options, balancing } = resolved(given, text);
  return runOn(given, respond, { known: { arms: options.arms, balancing } }).verdict;
};
const keeps = (text: string, given: VerifyOptions = { expect: '0%' }) =>
  [...resolved(given, text).balancing.values()].map((one) => one.keeps);
const stableOnly: Respond = () => answerOf('stable');

describe('a client is kept with one server', () => {
  test.each([
    ['balance source'],
    ['balance hdr(X-User)'],
    ['balance uri'],
    ['balance url_param user'],
    ['stick-table type ip size 1m', 'stick on src'],
    ['stick-table type string size 1m', 'stick match req.hdr(X-User)'],
  ])('by %s', (...lines) => expect(keeps(config(...lines, ...TWO))).toEqual([true]));

  test('whose slots come from DNS', () => {
    expect(
      keeps(config('balance source', 'server-template s- 5 _shop._tcp.service.consul resolvers consul')),
    ).toEqual([true]);
  });

  test.each([
    ['balance roundrobin'],
    ['balance leastconn'],
    ['balance hash rand(100)'],
    ['cookie SRV insert'],
    ['option prefer-last-server'],
    ['balance hash src_port'],
    ['stick-table type string size 1m', 'stick on unique-id'],
  ])('not by %s', (...lines) => expect(keeps(config(...lines, ...TWO))).toEqual([false]));

  test('not where there is one server alone', () => {
    expect(keeps(config('balance source', 'server a-0 10.0.0.1:80'))).toEqual([false]);
  });

  test('by any backend, where one frontend leaves open which of them is reached', () => {
    const text = `defaults
  mode http
frontend service
  bind :8080
  default_backend shop
frontend other
  bind :8081
  use_backend %[lua.pick]
  default_backend shop
backend shop
  server a-0 10.0.0.1:80
  server a-1 10.0.0.2:80
backend cart
  balance source
  server b-0 10.0.0.3:80
  server b-1 10.0.0.4:80
`;
    expect(keeps(text)).toEqual([true]);
  });

  test('only for the kinds of request that reach its backend', () => {
    const text = `defaults
  mode http
frontend service
  bind :8080
  use_backend canary if { req.hdr(X-Canary) -m str always }
  default_backend stable
backend stable
  balance source
  server a-0 10.0.0.1:80
  server a-1 10.0.0.2:80
backend canary
  server b-0 10.0.0.3:80
`;
    const arms = [
      { name: 'marked', expect: '100%', headers: { 'X-Canary': 'always' } },
      { name: 'others', expect: '0%' },
    ];
    expect(keeps(text, { arms })).toEqual([false, true]);
    expect(keeps(text.replace('req.hdr(X-Canary)', 'lua.unknown'), { arms })).toEqual([true, true]);
  });
});

describe('all responses from one replica', () => {
  const source = config('balance source', ...TWO);

  test.each(['0%', '10%', '50%'])(
    'are no measurement where the configuration keeps a client with it: %s',
    (expectation) => {
      const verdict = on({ expect: expectation }, source, stableOnly);
      expect(verdict).toMatchObject({ verdict: 'unmeasured', exitCode: 3 });
      expect(verdict.diagnosis).toContainEqual({
        ...{ kind: 'single-replica', arm: 'all requests', instance: 'service-v1-1' },
        ...{ responses: verdict.requests, kept: true },
      });
      expect(textReport(verdict, false).replace(/\s+/g, ' ')).toContain(
        'the configuration of HAProxy keeps each client with one. Other clients may reach other replicas.',
      );
    },
  );

  test('so are those that name no replica', () => {
    const nameless: Respond = () => ({ ...answerOf('stable'), headers: { 'x-service-track': 'stable' } });
    expect(on({ expect: '0%' }, source, nameless)).toMatchObject({ verdict: 'unmeasured' });
  });

  test('are still a leak when they are of the wrong version', () => {
    expect(on({ expect: '100%' }, source, stableOnly)).toMatchObject({ verdict: 'differs' });
  });

  test('are a remark where nothing is known of the proxy and one version alone is expected', () => {
    const { verdict } = runOn({ expect: '0%' }, stableOnly);
    expect(verdict).toMatchObject({
      ...{ verdict: 'matches' },
      diagnosis: [{ kind: 'single-replica', instance: 'service-v1-1', responses: 459, kept: false }],
    });
  });

  test('are none where the configuration keeps no client, or the replica is the only one', () => {
    expect(on({ expect: '0%' }, config('balance roundrobin', ...TWO), stableOnly)).toMatchObject({
      ...{ verdict: 'matches', diagnosis: [] },
    });
    const only = { expect: '0%', replicas: { stable: 1, canary: 1 } };
    expect(runOn(only, stableOnly).verdict).toMatchObject({ verdict: 'matches', diagnosis: [] });
  });

  test('of several are a measurement, whatever the configuration says', () => {
    const two: Respond = ({ request }) => answerOf('stable', { 'x-service-instance': `a-${request % 2}` });
    expect(on({ expect: '0%' }, source, two)).toMatchObject({ verdict: 'matches' });
  });
});

describe('a balancer that follows load', () => {
  test.each(['balance leastconn', 'balance random(2)', 'balance first'])('is named: %s', (line) => {
    const verdict = on({ expect: '10%', connections: 20 }, config(line, ...TWO), share(10));
    expect(verdict).toMatchObject({ verdict: 'matches' });
    expect(verdict.diagnosis).toEqual([
      {
        ...{ kind: 'follows-load', arm: 'all requests', slower: null, connections: 20 },
        setting: { backend: 'shop', text: line, place: { file: 'haproxy.cfg', line: 7 } },
      },
    ]);
    expect(textReport(verdict, false).replace(/\s+/g, ' ')).toContain(
      `Backend shop follows load: \`${line}\` (haproxy.cfg:7). The share depends on the number of requests under way, here 20 (-c).`,
    );
  });

  test.each(['balance roundrobin', 'balance static-rr'])('is not: %s', (line) => {
    expect(on({ expect: '10%' }, config(line, ...TWO), share(10)).diagnosis).toEqual([]);
  });

  test('is suspected where the slower version gets less than expected', () => {
    const slow = (track: 'stable' | 'canary', hundredths: number) =>
      runOn({ expect: '30%' }, share(hundredths), {
        durationOf: (outcome) =>
          typeof outcome === 'object' && outcome.headers['x-service-track'] === track ? 40 : 4,
      }).verdict.diagnosis;
    const found = expect.objectContaining({ kind: 'follows-load', setting: null, slower: 'canary' });
    expect(slow('canary', 20)).toContainEqual(found);
    // A slow canary that gets more is not explained by it.
    expect(slow('canary', 40).map(({ kind }) => kind)).not.toContain('follows-load');
    expect(slow('stable', 40)).toContainEqual(
      expect.objectContaining({ kind: 'follows-load', slower: 'stable' }),
    );
  });

  test('is not suspected of a share that is only open: by chance one of both always gets a little less', () => {
    const { verdict } = runOn({ expect: '30%', maxRequests: 200 }, share(31), {
      durationOf: (outcome) =>
        typeof outcome === 'object' && outcome.headers['x-service-track'] === 'stable' ? 40 : 4,
    });
    expect(verdict.verdict).toBe('undecided');
    expect(verdict.share).toBeGreaterThan(0.3);
    expect(verdict.diagnosis.map(({ kind }) => kind)).not.toContain('follows-load');
  });
});

test('the fixtures keep clients where their names say so', () => {
  const fixture = (name: string) =>
    readFileSync(new URL(`../../../../fixtures/haproxy/${name}`, import.meta.url), 'utf8');
  expect(keeps(fixture('source-hash.cfg'))).toEqual([true]);
  expect(keeps(fixture('stick-table.cfg'))).toEqual([true]);
  expect(keeps(fixture('sticky-cookie.cfg'))).toEqual([false]);
});
