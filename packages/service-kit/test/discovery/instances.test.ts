import { expect, test } from 'vitest';
import { baggageMember, hasMember, withMember } from '../../src/discovery/baggage.js';
import { type DiscoveredInstance, instancesIn, whyNone } from '../../src/discovery/instances.js';

const entry = (service: object) => ({
  Node: { Address: '10.0.0.1' },
  Service: { ID: 'a', Address: '', Port: 80, Weights: { Passing: 1, Warning: 1 }, ...service },
  Checks: [],
});

test.each([
  [{ Port: 'evil@x' }, '"a" has no port: "evil@x"'],
  [{ Port: 0 }, '"a" has no port: 0'],
  [{ Port: 70_000 }, '"a" has no port: 70000'],
  [{ Address: 'evil.example/@127.0.0.1' }, '"a" has no address: "evil.example/@127.0.0.1"'],
  [{ Address: '10.0.0.1:80' }, '"a" has no address: "10.0.0.1:80"'],
  [{ Address: '0.0.0.0' }, '"a" has no address: "0.0.0.0"'],
  [{ Address: '999.1.1.1' }, '"a" has no address: "999.1.1.1"'],
  [{ Address: '1:2:3' }, '"a" has no address: "1:2:3"'],
  [{ Port: '80' }, '"a" has no port: "80"'],
  [{ Port: 80.5 }, '"a" has no port: 80.5'],
  [{ Port: -1 }, '"a" has no port: -1'],
  [{ Address: 'fe80::1%eth0' }, '"a" has no address: "fe80::1%eth0"'],
  [{ Address: '[::1]' }, '"a" has no address: "[::1]"'],
  [{ Address: 'evil\r\nX-Canary: always' }, '"a" has no address: "evil\\r\\nX-Canary: always"'],
  [{ Address: 'user:hunter2@evil' }, '"a" has no address: "user:***@evil"'],
  [{ Address: ' 10.0.0.1' }, '"a" has no address: " 10.0.0.1"'],
  [{ Address: '::ffff:0.0.0.0' }, '"a" has no address: "::ffff:0.0.0.0"'],
  [{ Address: 'a'.repeat(300) }, `"a" has no address: "${'a'.repeat(79)}…`],
  [{ ID: 7 }, 'an instance without an id'],
])('%j is refused', (service, reason) => {
  expect(instancesIn([entry(service)])).toEqual({ instances: [], refused: [reason] });
});

test.each([[null], [{}], ['text'], [[null, 7, [], { Service: null }]]])('%j gives no instance', (answer) => {
  expect(instancesIn(answer).instances).toEqual([]);
});

test('what is wrong with weights and tracks does not hide an instance', () => {
  const { instances } = instancesIn([entry({ Weights: { Passing: 'x' }, Meta: { track: 7 } })]);
  expect(instances).toEqual([{ instance: 'a', address: '10.0.0.1', port: 80, weight: 1, track: null }]);
});

const one = (instance: string, track: DiscoveredInstance['track'], weight: number): DiscoveredInstance => ({
  ...{ instance, track, weight, address: '10.0.0.1', port: 80 },
});

test.each<[string, readonly DiscoveredInstance[] | null, boolean, string]>([
  ['before Consul has answered', null, false, 'No instance of credit is known: Consul has not answered yet'],
  ['nobody', [], true, 'No healthy instance of credit is known'],
  [
    'only canaries, unmarked',
    [one('c-1', 'canary', 1)],
    false,
    'for a request that is not marked (X-Canary: always): there are only canaries, c-1',
  ],
  [
    'a canary with a weight beside a stable one without, unmarked',
    [one('c-1', 'canary', 1), one('s-1', 'stable', 0)],
    false,
    'for a request that is not marked (X-Canary: always) has a weight: there are s-1',
  ],
  [
    'a canary without a weight beside a stable one, marked',
    [one('c-1', 'canary', 0), one('s-1', null, 9)],
    true,
    'for a request that is marked (X-Canary: always) has a weight: there are c-1',
  ],
  [
    'many',
    [...'abcdefg'].map((name) => one(name, 'canary', 1)),
    false,
    'there are only canaries, a, b, c, d, e …',
  ],
])('why there is none: %s', (_what, instances, marked, words) => {
  const why = whyNone({ service: 'credit', marked, mark: 'X-Canary: always', instances });
  expect(why.endsWith(words)).toBe(true);
});

test('what Consul says is short and on one line in an error, however long it is', () => {
  const { refused } = instancesIn([
    entry({ ID: 'x'.repeat(10_000), Address: '\u001b[2Jnot\nhere'.repeat(1_000) }),
  ]);
  expect(refused[0]?.length).toBeLessThan(250);
  for (const character of ['\n', '\u001b']) expect(refused[0]).not.toContain(character);
});

test('members of baggage, with properties and without', () => {
  expect(baggageMember(' canary = always ;ttl=1')).toEqual({ key: 'canary', value: 'always' });
  expect(baggageMember('no member')).toBeNull();
  expect(hasMember('a=1, canary=always;x', 'canary=always')).toBe(true);
  expect(hasMember('a=1,canary=never', 'canary=always')).toBe(false);
  expect(withMember('canary=never,a=1', 'canary=always')).toBe('canary=always,a=1');
});

test('baggage stays within the limits of its standard', () => {
  const many = Array.from({ length: 100 }, (_, index) => `k${index}=v`).join();
  expect(withMember(many, 'canary=always').split(',')).toHaveLength(64);
  const long = `a=${'x'.repeat(8_180)},b=1`;
  expect(Buffer.byteLength(withMember(long, 'canary=always'))).toBeLessThanOrEqual(8_192);
});
