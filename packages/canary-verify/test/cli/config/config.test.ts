import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { CONFIG_FLAGS, keyOf } from '../../../src/cli/config/config.js';
import { readConfig } from '../../../src/cli/config/read-config.js';
import { FLAGS, namesOf } from '../../../src/cli/flags/table.js';
import type { CanaryVerifyConfig } from '../../../src/index.js';
import { configSchema } from './config-schema.js';

const schemaFile = new URL('../../../config.schema.json', import.meta.url).pathname;

/** A value for every key; the compiler sees to it that none is missing and none is unknown. */
const EVERY: Required<CanaryVerifyConfig> = {
  $schema: './config.schema.json',
  target: 'http://shop/version',
  ...{ expect: '10%', tolerance: '3pp', leak: '1%', confidence: 0.99, replicas: '9+1' },
  ...{
    consul: 'localhost:8500',
    services: 'a+b',
    haproxyStats: ['/run/haproxy.sock'],
    decide: true,
    decideHalf: false,
  },
  ...{ map: 'share.map', mapKey: 'shop', mapAll: 1000, mapFile: 'share.map', weights: 'shop/canary-' },
  ...{ consulWeights: 'shop/canary-', consulKv: 'shop/share', consulAgent: ['http://localhost:8500'] },
  ...{ compose: 'shop/web+web-next', stack: 'shop/web+web-next' },
  ...{ path: '/version', header: ['X-A: 1', 'X-B: 2'], method: 'GET', body: 'text', insecure: true },
  ...{ cacert: 'ca.pem', cert: 'cert.pem', key: 'key.pem', connectTo: 'a:1', unixSocket: '/run/a' },
  ...{ arm: ['X-A: 1 => canary', '=> stable'], secondHop: 'header:X-Credit' },
  ...{ frontend: 'service', canaryBackend: 'canary', quick: true },
  ...{ location: true, http2: true, proxyProtocol: true, rate: 50, over: '1m', resolve: ['a:1:127.0.0.1'] },
  ...{
    by: 'status',
    canary: 'a',
    stable: 'b',
    instance: 'header:X-Host',
    settle: '30s',
    follow: true,
    connections: 4,
    connectionMode: 'fresh',
  },
  ...{ maxRequests: 500, maxTime: '2m', timeout: '5s', maxFailures: '1%', maxErrors: '1%', worseRatio: 4 },
  ...{ pause: '1m', listen: ':9464', untilDiffers: true },
  ...{ json: true, reporter: 'json', quiet: true },
};

describe('schema, types and flags name the same options', () => {
  test('the schema is made from the flags; npm run schemas -w canary-verify writes it anew', () =>
    expect(configSchema()).toMatchFileSnapshot(schemaFile));

  test('a file with every option of the type is what the schema and the flags know', () => {
    const schema = JSON.parse(readFileSync(schemaFile, 'utf8'));
    expect(Object.keys(schema.properties).sort()).toEqual(Object.keys(EVERY).sort());
    const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
    expect(validate(EVERY), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ maxTme: '2m' })).toBe(false);
    const { values, target } = readConfig(EVERY, 'a.json');
    expect(Object.keys(values).sort()).toEqual([...CONFIG_FLAGS].sort());
    expect(target).toBe('http://shop/version');
  });

  test('every flag is in it, but those of inspect, commands for a shell, those of a rollout and those about the file and the command line itself', () => {
    const others = namesOf(FLAGS).filter((name) => !CONFIG_FLAGS.includes(name));
    expect(others).toEqual([
      ...['set-command', 'get-command', 'stats', 'runtime', 'on-change', 'state', 'watch', 'reason'],
      ...['config', 'print-config', 'help', 'version'],
    ]);
    expect(keyOf('connection-mode')).toBe('connectionMode');
  });

  test('the type refuses what is no option', () => {
    expectTypeOf<CanaryVerifyConfig>().not.toHaveProperty('help');
    expectTypeOf<CanaryVerifyConfig['maxTime']>().toEqualTypeOf<string | number | undefined>();
    expectTypeOf<CanaryVerifyConfig['header']>().toEqualTypeOf<string | readonly string[] | undefined>();
  });
});

test('values become what the command line would give', () => {
  expect(
    readConfig({ expect: 0.1, connections: 4, header: 'X-A: 1', decide: false }, 'a.json').values,
  ).toEqual({
    ...{ expect: '0.1', connections: '4', header: ['X-A: 1'], decide: false },
  });
});

test.each([
  [{ maxTme: '2m' }, 'a.json has the key "maxTme", which is not an option; did you mean maxTime?'],
  [{ 'max-time': '2m' }, 'a.json has the key "max-time", which is not an option; did you mean maxTime?'],
  [{ help: true }, 'a.json has the key "help", which is not an option'],
  [{ expect: true }, 'a.json: expect must be text or a number; got true'],
  [{ expect: null }, 'a.json: expect must be text or a number; got nothing'],
  [{ decide: 'yes' }, 'a.json: decide must be true or false; got a string'],
  [{ header: { Authorization: 'secret' } }, 'a.json: header must be text or a list of texts; got an object'],
  [{ header: ['a: b', 1] }, 'a.json: header must be text or a list of texts; got a list'],
  [{ target: 1 }, 'a.json: target must be a URL; got a number'],
  [['expect'], "a.json must have options, for example expect: '10%'; got a list"],
  [undefined, "a.json must have options, for example expect: '10%'; got nothing"],
])('%j is refused by file and key', (content, message) => {
  expect(() => readConfig(content, 'a.json')).toThrow(message);
});
