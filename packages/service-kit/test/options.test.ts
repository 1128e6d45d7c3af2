import { describe, expect, test } from 'vitest';
import { OptionsError } from '../src/option-reader.js';
import { resolveOptions, type ServiceOptions } from '../src/options.js';
import type { Surroundings } from '../src/surroundings.js';

const handler = () => {};

function resolve(options: Partial<ServiceOptions>, around: Partial<Surroundings> = {}) {
  return resolveOptions({ handler, ...options }, { ...surroundings, ...around });
}

const surroundings: Surroundings = {
  env: {},
  hostname: 'box',
  ownAddresses: [{ address: '10.0.0.5', interface: 'eth0' }],
  filesIn: () => [],
  changedAt: () => 0,
  readFile: (path) => {
    throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
  },
};

function problems(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof OptionsError) return error.problems;
    throw error;
  }
  return [];
}

test('a name is all that is needed', () => {
  expect(resolve({ name: 'message' })).toMatchObject({
    identity: { service: 'message', version: null, track: null, instance: null, address: null },
    port: 0,
    failFast: false,
    announcement: { weights: { passing: 1, warning: 1 }, tags: [], meta: {}, deregisterAfterMs: 60_000 },
    consul: { url: new URL('http://127.0.0.1:8500'), socketPath: null, tls: {}, scope: {}, timeoutMs: 2000 },
    times: { drainMs: 3500, finishMs: 10_000, totalMs: 14_000, shortened: null },
    signals: ['SIGTERM', 'SIGINT'],
  });
});

test('everything can come from the environment', () => {
  const env = {
    SERVICE_NAME: 'service-v2',
    SERVICE_VERSION: '2.0.0',
    SERVICE_TRACK: 'canary',
    SERVICE_ID: 'service-v2-1',
    SERVICE_ADDRESS: '10.1.1.1',
    PORT: '8080',
    SERVICE_WEIGHT: '90',
    SERVICE_TAGS: 'blue, eu-1',
    SERVICE_DRAIN_MS: '100',
    SERVICE_COMMIT: 'abc',
    CONSUL_HTTP_ADDR: 'consul:8500',
    CONSUL_HTTP_TOKEN: 'secret',
  };
  const resolved = resolve({}, { env });
  expect(resolved.consul.token()).toBe('secret');
  expect(resolved).toMatchObject({
    identity: {
      service: 'service-v2',
      version: '2.0.0',
      track: 'canary',
      instance: 'service-v2-1',
      address: '10.1.1.1',
    },
    build: { commit: 'abc', branch: null },
    port: 8080,
    announcement: { weights: { passing: 23_040, warning: 23_040 }, tags: ['blue', 'eu-1'] },
    consul: { url: new URL('http://consul:8500') },
    times: { drainMs: 100 },
  });
});

test('an option goes before the environment, and an empty variable counts as not set', () => {
  const env = { SERVICE_NAME: 'from-env', SERVICE_WEIGHT: '', CONSUL_HTTP_ADDR: '' };
  const resolved = resolve({ name: 'from-option' }, { env });
  expect(resolved.identity.service).toBe('from-option');
  expect(resolved.announcement.weights.passing).toBe(1);
});

test.each([
  ['consul:8500', {}, 'http://consul:8500'],
  ['consul', {}, 'http://consul'],
  ['http://consul:8500', {}, 'http://consul:8500'],
  ['http://consul:8500/', {}, 'http://consul:8500'],
  ['https://consul:8501', {}, 'https://consul:8501'],
  ['consul:8501', { CONSUL_HTTP_SSL: 'true' }, 'https://consul:8501'],
])('Consul at %s %j is %s', (address, env, origin) => {
  expect(resolve({ name: 'message' }, { env: { ...env, CONSUL_HTTP_ADDR: address } }).consul.url.origin).toBe(
    origin,
  );
});

test('the token can lie in a file', () => {
  const resolved = resolve(
    { name: 'message' },
    {
      env: { CONSUL_HTTP_TOKEN_FILE: '/run/token' },
      readFile: (path) => (path === '/run/token' ? 'true-token\n' : surroundings.readFile(path)),
    },
  );
  expect(resolved.consul.token()).toBe('true-token');
});

test.each<[string, NonNullable<ServiceOptions['consul']>, Record<string, string>, string]>([
  [
    'of the variables the file goes first, as in Consul',
    {},
    { FILE: '/file', TOKEN: 'in-variable' },
    'in-file',
  ],
  ['an option goes before the variables', { token: 'in-option' }, { FILE: '/file' }, 'in-option'],
  ['an option that names a file, too', { tokenFile: '/file' }, { TOKEN: 'in-variable' }, 'in-file'],
  ['and before its own file', { token: 'in-option', tokenFile: '/file' }, {}, 'in-option'],
])('the token: %s', (_which, consul, variables, token) => {
  const { FILE = '', TOKEN = '' } = variables;
  const env = { CONSUL_HTTP_TOKEN_FILE: FILE, CONSUL_HTTP_TOKEN: TOKEN };
  const resolved = resolve({ name: 'message', consul }, { env, readFile: readsToken });
  expect(resolved.consul.token()).toBe(token);
});

function readsToken(path: string): string {
  return path === '/file' ? 'in-file' : surroundings.readFile(path);
}

test.each(['CONSUL_HTTP_SSL', 'CONSUL_HTTP_SSL_VERIFY'])('%s wants yes or no', (name) => {
  expect(problems(() => resolve({ name: 'message' }, { env: { [name]: 'yes' } }))).toEqual([
    `${name} wants true or false, got "yes"`,
  ]);
});

test('all that is wrong is said at once: what, what it wants, what it got', () => {
  const found = problems(() =>
    resolveOptions(
      { handler: 'app' as never, weight: 256, tags: ['v1\n2'], id: 'a b', drainMs: -1 },
      {
        ...surroundings,
        env: {
          SERVICE_TRACK: 'beta',
          PORT: '80a',
          CONSUL_HTTP_ADDR: 'ftp://consul',
          CONSUL_HTTP_TOKEN_FILE: '/nowhere',
        },
      },
    ),
  );
  expect(found.toSorted()).toEqual(
    [
      'CONSUL_HTTP_ADDR wants host:port, http://host:port, https://host:port or unix:///path, perhaps with a path below, without credentials, got "ftp://consul"',
      '`consul.tokenFile` or CONSUL_HTTP_TOKEN_FILE wants a file that can be read, got "/nowhere": ENOENT',
      'PORT wants a whole number from 0 to 65535, got "80a"',
      'SERVICE_TRACK wants "stable" or "canary", got "beta"',
      '`drainMs` wants a whole number from 0 to 600000, got -1',
      '`handler` wants a function, got "app"',
      '`id` wants up to 128 printable ASCII characters without spaces or slashes, and more than dots, got "a b"',
      '`name` or SERVICE_NAME wants a DNS label: 1 to 63 letters, digits and dashes, got nothing',
      '`tags` wants tags that are texts on one line, got "v1\\n2"',
      '`weight` wants a whole number from 1 to 255, got 256',
    ].toSorted(),
  );
});

test.each([
  ['name', 'Message_1'],
  ['name', 'a'.repeat(64)],
  ['version', 'one\ntwo'],
  ['address', 'http://host'],
  ['address', '10.0.0.1:80'],
  ['port', 65_536],
  ['port', 1.5],
  ['weight', 0],
  ['signals', 'SIGTERM'],
  ['log', 'stderr'],
  ['readinessTimeoutMs', 0],
])('%s %j is refused', (option, value) => {
  expect(problems(() => resolve({ name: 'message', [option]: value }))).toEqual([
    expect.stringContaining(`\`${option}\` wants`),
  ]);
});

test.each(['fe80::1', '10.0.0.1', 'host-1.example', 'localhost', 'shop_credit_1'])(
  'the address %s is taken',
  (address) => {
    expect(resolve({ name: 'message', address }).identity.address).toBe(address);
  },
);

test('no problem shows a secret', () => {
  const found = problems(() =>
    resolve(
      { name: 'message', consul: { address: 'http://user:secret@consul:8500', token: 'secret secret' } },
      { env: {} },
    ),
  );
  expect(found).toHaveLength(2);
  expect(found.join()).not.toContain('secret');
});

test.each<[object, string]>([
  [{ drainMS: 1 }, '`drainMS` is not an option: did you mean `drainMs`?'],
  [{ adress: 'x' }, '`adress` is not an option: did you mean `address`?'],
  [{ consul: { datacenter: 'dc1' } }, '`consul.datacenter` is not an option: known are address, token'],
  [{ consul: { tokn: 'x' } }, '`consul.tokn` is not an option: did you mean `consul.token`?'],
  [
    { checks: [{ type: 'tcp', intervalMS: 1 }] },
    '`checks[0].intervalMS` is not an option: did you mean `checks[0].intervalMs`?',
  ],
  [
    { consulWeights: { passing: 1, warning: 1, warnings: 1 } },
    '`consulWeights.warnings` is not an option: did you mean',
  ],
  [{ endpoints: { prot: 1 } }, '`endpoints.prot` is not an option: did you mean `endpoints.port`?'],
  [{ address: '0.0.0.0' }, '`address` wants a host name or an IP address that others can go to'],
  [{ address: '::' }, '`address` wants a host name or an IP address that others can go to'],
  [{ checks: [{ type: 'http', path: 'health' }] }, '`checks[0]` wants a path that begins with a slash'],
  [
    { readinessTimeoutMs: 2_000, checks: [{ type: 'http', timeoutMs: 1_000 }] },
    '`checks[0].timeoutMs` wants at least 2250, with `readinessTimeoutMs` 2000',
  ],
  [
    { readinessTimeoutMs: 2_000, checks: [{ type: 'http', path: '/health', timeoutMs: 1_000 }] },
    '`checks[0].timeoutMs` wants at least 2250',
  ],
  [
    {
      readinessTimeoutMs: 2_000,
      checks: [{ type: 'http', path: '/health/ready?by=consul', timeoutMs: 999 }],
    },
    '`checks[0].timeoutMs` wants at least 2250',
  ],
  [
    { readiness: { redis: () => {} }, checks: [{ type: 'ttl', ttlMs: 1_000 }] },
    '`checks[0].ttlMs` wants at least 1375, with `readinessTimeoutMs` 750',
  ],
  [{ checks: [{ type: 'grpc', tls: 'false' }] }, '`checks[0]` wants tls to be true or false, got "false"'],
  [{ checks: [{ type: 'grpc', service: 'a/b' }] }, '`checks[0]` wants the name of a gRPC service, got "a/b"'],
  [{ checks: [{ type: 'tcp', name: '' }] }, '`checks[0]` wants a name of letters, digits and dashes, got ""'],
  [{ endpoints: { ready: 'ready' } }, '`endpoints.ready` wants paths that begin with a slash, got "ready"'],
  [{ endpoints: { live: '/version' } }, '`endpoints` wants each path once, got "/version" twice'],
  [{ onLeave: { after: () => {} } }, '`onLeave` wants functions for `before`, `drained` or `end`'],
  [{ consul: 'consul:8500' }, '`consul` wants { address, token, tokenFile, … }, got "consul:8500"'],
  [{ endpoints: '/version' }, '`endpoints` wants { port, version, ready, … }, got "/version"'],
  [{ endpoints: [] }, '`endpoints` wants { port, version, ready, … }, got []'],
  [{ readiness: [() => true] }, '`readiness` wants functions by name'],
  [{ meta: { 'consul-zone': '1' } }, '`meta` wants no names that begin with consul-'],
  [{ address: '999.1.1.1' }, '`address` wants a host name or an IP address'],
  [{ address: 'a:b:c' }, '`address` wants a host name or an IP address'],
  [{ address: 'fe80::1%eth0' }, '`address` wants a host name or an IP address'],
  [
    { taggedAddresses: { lan_ipv4: { address: '::1', port: 80 } } },
    '`taggedAddresses.lan_ipv4.address` wants an IPv4 address that others can go to, got "::1"',
  ],
  [
    { taggedAddresses: { lan_ipv4: { address: '0.0.0.0', port: 80 } } },
    '`taggedAddresses.lan_ipv4.address` wants an IPv4 address that others can go to, got "0.0.0.0"',
  ],
  [
    { taggedAddresses: { lan: { address: '::', port: 80 } } },
    '`taggedAddresses.lan.address` wants a host name or an IP address that others can go to',
  ],
  [
    { id: '..' },
    '`id` wants up to 128 printable ASCII characters without spaces or slashes, and more than dots',
  ],
  [{ address: 'a..b' }, '`address` wants a host name'],
  [{ address: `${'a'.repeat(64)}.example` }, '`address` wants a host name'],
  [{ address: Array(64).fill('abcd').join('.') }, '`address` wants a host name'],
  [{ tags: ['half \ud83d'] }, '`tags` wants tags that are texts on one line'],
  [{ meta: { zone: 'half \udc00' } }, '`meta.zone` wants text, got half a character in it'],
  // Nothing stands in these where a group of options is read.
  [{ readiness: new Map([['redis', () => false]]) }, '`readiness` wants functions by name'],
  [
    {
      readiness: new (class {
        redis() {}
      })(),
    },
    '`readiness` wants functions by name',
  ],
  [{ meta: new Map([['zone', '1']]) }, '`meta` wants names with values'],
  [{ taggedAddresses: new Map() }, '`taggedAddresses` wants names with addresses'],
  [{ onLeave: [] }, '`onLeave` wants functions for'],
  [
    { consul: Promise.resolve({ address: 'consul:8500' }) },
    '`consul` wants { address, token, tokenFile, … }',
  ],
  [{ http: [] }, '`http` wants options of node:http'],
  [{ sidecar: [] }, '`sidecar` wants true, false or { port }, got []'],
])('%j is refused, with what was probably meant', (options, problem) => {
  const found = problems(() => resolve({ name: 'message', ...options } as never));
  expect(found).toEqual([expect.stringContaining(problem)]);
});

test('by default, and with slower probes, Consul waits longer than the probes may take', () => {
  const timeouts = (options: Partial<ServiceOptions>) => {
    const { readiness, announcement } = resolve({ name: 'message', ...options });
    const [check] = announcement.checks;
    return [readiness.timeoutMs, check?.type === 'http' && check.timeoutMs];
  };
  expect(timeouts({})).toEqual([750, 1_000]);
  expect(timeouts({ readinessTimeoutMs: 5_000 })).toEqual([5_000, 5_250]);
  expect(timeouts({ readinessTimeoutMs: 5_000, checks: [{ type: 'http', path: '/health' }] })).toEqual([
    5_000, 5_250,
  ]);
});

describe('a logger', () => {
  class Logger {
    readonly lines: string[] = [];
    info(line: string): void {
      this.lines.push(line);
    }
    warn = this.info;
    error = this.info;
  }

  test('is tried before anything is started: a method torn off its logger is refused', () => {
    const { info } = new Logger();
    expect(problems(() => resolve({ name: 'message', log: info as never }))).toEqual([
      expect.stringContaining('`log` wants a function that can be called by itself, or a whole logger'),
    ]);
  });

  test('is taken whole', () => {
    const logger = new Logger();
    resolve({ name: 'message', log: logger as never });
    expect(logger.lines).toEqual(['service-kit: starting message']);
  });
});

test('what /version shows has no credentials, wherever it comes from', () => {
  const env = {
    SERVICE_SOURCE: 'https://oauth2:token123@git.example/shop.git',
    SERVICE_BUILD: 'https://ci.example/7?private_token=abc123',
  };
  const { build } = resolve({ name: 'message' }, { env });
  expect(build).toMatchObject({
    source: 'https://git.example/shop.git',
    build: 'https://ci.example/7?private_token=***',
  });
});

test.each([null, 'message', [{ name: 'message' }]])('options that are none are said: %j', (options) => {
  expect(problems(() => resolveOptions(options as never, surroundings))).toContainEqual(
    expect.stringContaining('the argument for the options wants { name, version, track, … }, got'),
  );
});
