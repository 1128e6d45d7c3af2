import { expect, test } from 'vitest';
import { shownLocation } from '../../src/observation/redirect.js';
import { resolveOptions } from '../../src/options/options.js';
import { diagnosisText } from '../../src/reporters/words/diagnosis-text.js';
import { afterRedirect } from '../../src/settle/after-redirect.js';
import { verify } from '../../src/verify.js';
import { fakeServer, inTurn, replica } from '../fake-server.js';

const twoReplicas = inTurn(replica('stable', 'a-0'), replica('stable', 'a-1'));
const redirecting = (location: string, status = 302) =>
  fakeServer((_, response) => response.writeHead(status, { Location: location }).end());

test('a redirect that names no version is named as what it is', async () => {
  await using server = await redirecting('/login?x=1', 307);
  const verdict = await verify({ target: server.url, expect: '10%' });
  expect(verdict).toMatchObject({ verdict: 'unmeasured', failed: 0 });
  const [redirected, ...others] = verdict.diagnosis;
  expect(others).toEqual([]);
  const { requests } = verdict;
  const location = new URL('/login?x=1', server.url).href;
  expect(redirected).toEqual({
    kind: 'redirected',
    arm: 'all requests',
    redirects: requests,
    requests,
    status: 307,
    location,
  });
});

test('a chain is followed once, before anything is counted, and its end is measured', async () => {
  const asked: Record<string, number> = {};
  await using server = await fakeServer((request, response) => {
    const path = request.url ?? '';
    asked[path] = (asked[path] ?? 0) + 1;
    if (path === '/version') return response.writeHead(301, { Location: '/two' }).end();
    if (path === '/two') return response.writeHead(308, { Location: 'three?x=1' }).end();
    return twoReplicas(request, response);
  });
  const verdict = await verify({ target: server.url, expect: '0%', followRedirects: true });
  expect(verdict).toMatchObject({ verdict: 'matches', target: server.url });
  const to = new URL('/three?x=1', server.url).href;
  expect(verdict.diagnosis).toEqual([
    { kind: 'redirects-followed', from: server.url, to, redirects: 2, withheld: [] },
  ]);
  expect(asked['/version']).toBeLessThan(10);
  expect(asked['/three?x=1']).toBeGreaterThan(400);
});

test('another origin gets the marks, but no credentials', async () => {
  const seen = new Set<string>();
  await using other = await fakeServer((request, response) => {
    const { authorization, cookie, host, 'x-api-key': key, 'x-canary': mark } = request.headers;
    seen.add([authorization, cookie, key, mark, host === new URL(other.url).host].join());
    twoReplicas(request, response);
  });
  await using server = await redirecting(other.url);
  const headers = { Authorization: 'x', Cookie: 'x', 'X-Api-Key': 'x', Host: 'shop', 'X-Canary': 'always' };
  const verdict = await verify({ target: server.url, expect: '0%', headers, followRedirects: true });
  expect(verdict.verdict).toBe('matches');
  expect([...seen]).toEqual([',,,always,true']);
  expect(verdict.diagnosis).toMatchObject([{ withheld: ['Authorization', 'Cookie', 'X-Api-Key', 'Host'] }]);
});

test('another origin gets only what is known to be harmless', async () => {
  const seen = new Set<string>();
  await using other = await fakeServer((request, response) => {
    for (const name of Object.keys(request.headers)) seen.add(name);
    replica('stable', 'a-0')(request, response);
  });
  await using server = await redirecting(other.url);
  const headers = {
    'X-Tenant': 'x',
    'X-Internal': 'x',
    ACCEPT: 'x',
    'Accept-Language': 'x',
    'User-Agent': 'x',
  };
  const verdict = await verify({ target: server.url, expect: '0%', headers, followRedirects: true });
  expect([...seen].sort()).toEqual(['accept', 'accept-language', 'connection', 'host', 'user-agent']);
  expect(verdict.diagnosis[0]).toMatchObject({ withheld: ['X-Tenant', 'X-Internal'] });
});

test('kinds of request that would be alike on another origin are not sent there', async () => {
  let asked = 0;
  await using other = await fakeServer((request, response) => {
    asked++;
    replica('stable', 'a-0')(request, response);
  });
  await using server = await redirecting(other.url);
  const arms = [
    { name: 'unmarked', headers: {}, expect: '0%' },
    { name: 'marked', headers: { 'X-Our-Mark': 'yes' }, expect: '100%' },
  ];
  const verdict = await verify({ target: server.url, arms, followRedirects: true });
  expect(verdict.diagnosis).toMatchObject([{ kind: 'redirect-not-followed', why: 'marked' }]);
  expect(asked).toBe(0);
});

test("another origin does not get the client's certificate", () => {
  const options = resolveOptions({ expect: '10%', target: 'https://shop/', followRedirects: true });
  const withKey = {
    ...options,
    request: { ...options.request, tls: { ...options.request.tls, cert: 'c', key: 'k' } },
  };
  const tls = (location: string) => {
    const next = afterRedirect(withKey, location);
    return typeof next === 'string' ? next : next.options.request.tls;
  };
  expect(tls('/here')).toMatchObject({ cert: 'c', key: 'k' });
  expect(tls('https://other/')).toMatchObject({ cert: null, key: null });
  expect(tls('http://shop/')).toMatchObject({ cert: null, key: null });
});

test.each([
  ['/version', {}, 'too-many'],
  ['ftp://shop/', {}, 'no-url'],
  ['http://', {}, 'no-url'],
  ['http://other.example/', { connectTo: 'here' }, 'elsewhere'],
])(
  'a redirect to %j with %j is not followed: %s',
  async (location, { connectTo }: { connectTo?: string }, why) => {
    await using server = await redirecting(location);
    const way = connectTo === undefined ? {} : { connectTo: new URL(server.url).host };
    const verdict = await verify({ target: server.url, expect: '10%', followRedirects: true, ...way });
    expect(verdict).toMatchObject({ verdict: 'unmeasured', requests: 0 });
    expect(verdict.diagnosis).toMatchObject([{ kind: 'redirect-not-followed', status: 302, why }]);
  },
);

test('where it leads is shown without escape sequences and secrets, and not at any length', () => {
  const from = new URL('http://shop/version');
  expect(shownLocation('/a?token=x', from)).toBe('http://shop/a?token=***');
  expect(shownLocation(`/${'a'.repeat(20_000)}`, from).length).toBeLessThan(2_100);
  const says = diagnosisText({
    kind: 'redirected',
    arm: 'a',
    redirects: 1,
    requests: 1,
    status: 302,
    location: 'http://\u001b[2J\u009b',
  });
  expect(says.says).not.toMatch(/\p{Control}/u);
});

test('what was withheld at the first redirect is still named after the second', async () => {
  await using other = await fakeServer((request, response) => {
    if (request.url === '/version') return response.writeHead(302, { Location: '/there' }).end();
    return twoReplicas(request, response);
  });
  await using server = await redirecting(other.url);
  const headers = { Authorization: 'x' };
  const verdict = await verify({ target: server.url, expect: '0%', headers, followRedirects: true });
  expect(verdict.diagnosis).toMatchObject([
    { kind: 'redirects-followed', redirects: 2, withheld: ['Authorization'] },
  ]);
});
