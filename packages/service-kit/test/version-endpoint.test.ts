import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from 'workbench/free-port';
import { type StartedService, startService } from '../src/index.js';
import { ask } from './support/request.js';

let service: StartedService;

beforeAll(async () => {
  service = await startService({
    name: 'message',
    version: '1.4.0',
    track: 'stable',
    address: '127.0.0.1',
    port: 0,
    handler: (request, response) => {
      response
        .writeHead(request.url === '/missing' ? 404 : 200, { 'X-Own': 'yes' })
        .end('from the application');
    },
    consul: { address: `127.0.0.1:${await freePort()}` },
    drainMs: 0,
    signals: false,
    log: () => {},
  });
});
afterAll(() => service.stop());

describe.each(['/version', '/__version__', '/version?fresh=1'])('GET %s', (path) => {
  test('says who answers, and null for what is not known', async () => {
    const { status, headers, body } = await ask(service.url + path);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json');
    expect(headers['cache-control']).toBe('no-store');
    expect(JSON.parse(body)).toEqual({
      service: 'message',
      version: '1.4.0',
      track: 'stable',
      instance: service.identity.instance,
      commit: null,
      branch: null,
      dirty: null,
      buildTime: null,
      build: null,
      source: null,
      environment: null,
      node: process.version,
      platform: `${process.platform}/${process.arch}`,
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
  });

  test('is fixed at boot', async () => {
    const [first, second] = [await ask(service.url + path), await ask(service.url + path)];
    expect(first.body).toBe(second.body);
  });

  test('HEAD has the same headers and no body', async () => {
    const [get, head] = [await ask(service.url + path), await ask(service.url + path, 'HEAD')];
    expect(head.status).toBe(200);
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
    expect(head.body).toBe('');
  });

  test.each(['POST', 'PUT', 'DELETE'])('%s is not allowed', async (method) => {
    const { status, headers } = await ask(service.url + path, method);
    expect(status).toBe(405);
    expect(headers.allow).toBe('GET, HEAD');
  });
});

test.each(['/anything', '/missing', '/version', '/health/live'])(
  'the response to %s carries the version headers',
  async (path) => {
    expect((await ask(service.url + path)).headers).toMatchObject({
      'x-service-version': '1.4.0',
      'x-service-instance': service.identity.instance,
      'x-service-track': 'stable',
    });
  },
);

test('the application answers everything else, with its own headers', async () => {
  const { status, headers, body } = await ask(`${service.url}/versions`);
  expect({ status, body, own: headers['x-own'] }).toEqual({
    status: 200,
    body: 'from the application',
    own: 'yes',
  });
});

test.each(['/health', '/health/ready', '/health/live'])(
  '%s passes while the service serves',
  async (path) => {
    const { status, body } = await ask(service.url + path);
    expect([status, body]).toEqual([200, '{"status":"pass"}\n']);
  },
);

test('the default instance id names the service, the host and the port', () => {
  expect(service.identity.instance).toMatch(new RegExp(`^message-.+-${service.identity.port}$`));
  expect(service.url).toBe(`http://127.0.0.1:${service.identity.port}`);
});
