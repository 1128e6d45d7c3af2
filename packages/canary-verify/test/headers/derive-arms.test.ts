import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readHaproxyConfig } from '../../src/haproxy/configuration/read-configuration.js';
import { loadPatternFiles } from '../../src/haproxy/routing/load-pattern-files.js';
import { deriveArms } from '../../src/headers/derive-arms.js';
import type { HeadersOptions } from '../../src/headers/headers-options.js';

const folder = mkdtempSync(join(tmpdir(), 'derived-arms-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A frontend with these rules, and backends for them. */
async function arms(rules: string, options: HeadersOptions = {}) {
  const text = `frontend shop
  mode http
${rules.trim().replace(/^ */gm, '  ')}
  default_backend stable
${['stable', 'canary', 'admin'].map((name) => `backend ${name}\n  mode http\n  server one :1\n`).join('')}`;
  const haproxyConfig = readHaproxyConfig([{ file: 'a.cfg', text }], {});
  const {
    arms: all,
    assumed,
    unverified,
  } = await deriveArms({ target: 'http://shop/version', ...options }, haproxyConfig);
  return {
    arms: all,
    assumed,
    unverified,
    expected: Object.fromEntries(all.map(({ name, expect: share }) => [name, share])),
  };
}

const BY_VALUE = 'use_backend canary if { req.hdr(X-Canary) -m str always }';

describe('what each kind of request must reach', () => {
  test('a rule with -i takes the other case of the value, too', async () => {
    const { expected } = await arms('use_backend canary if { req.hdr(X-Canary) -i -m str always }');
    expect(expected).toMatchObject({
      unmarked: '0%',
      'X-Canary: always': '100%',
      'X-Canary: ALWAYS (other case)': '100%',
      'X-Canary: alwaysx (a letter behind it)': '0%',
    });
  });

  test.each([
    [
      'beg',
      { 'X-Canary: xalways (a letter before it)': '0%', 'X-Canary: alwaysx (a letter behind it)': '100%' },
    ],
    [
      'end',
      { 'X-Canary: xalways (a letter before it)': '100%', 'X-Canary: alwaysx (a letter behind it)': '0%' },
    ],
    [
      'sub',
      { 'X-Canary: xalways (a letter before it)': '100%', 'X-Canary: alway (last letter missing)': '0%' },
    ],
    ['found', { 'X-Canary: (empty)': '100%' }],
  ])('-m %s', async (method, expected) => {
    const pattern = method === 'found' ? '' : ' always';
    const rules = `use_backend canary if { req.hdr(X-Canary) -m ${method}${pattern} }`;
    const derived = await arms(rules);
    if (method !== 'found') expect(derived.expected).toMatchObject(expected);
    else
      expect(Object.values(derived.expected).filter((share) => share === '100%').length).toBeGreaterThan(5);
  });

  test('an earlier rule goes before: what it takes is expected there', async () => {
    const { expected } = await arms(
      `use_backend stable if { req.hdr(X-Canary) -m beg alwaysx }\n${BY_VALUE}`,
    );
    expect(expected).toMatchObject({
      'X-Canary: always': '100%',
      'X-Canary: alwaysx (a letter behind it)': '0%',
    });
  });

  test('a share by rand() is expected of unmarked requests and of all that go the same way', async () => {
    const { expected } = await arms(`${BY_VALUE}\nuse_backend canary if { rand(1000) lt 25 }`);
    expect(expected).toMatchObject({
      unmarked: '2.5%',
      'X-Canary: always': '100%',
      'X-Canary: ALWAYS (other case)': '2.5%',
    });
  });

  test('expect says it instead, where weights decide', async () => {
    const { expected } = await arms(BY_VALUE, { expect: '10%' });
    expect(expected).toMatchObject({
      unmarked: '10%',
      'X-Canary: always': '100%',
      'X-Canary: ALWAYS (other case)': '10%',
      'X-CANARY: always (name in other case)': '100%',
    });
  });

  test('arms of ones own come beside them', async () => {
    const own = { name: 'mine', headers: { 'X-User': '7' }, expect: '0%' };
    expect((await arms(BY_VALUE, { arms: [own] })).arms.at(-1)).toEqual(own);
  });

  test('the first is the unmarked request, and each other one names its rule', async () => {
    const { arms: all } = await arms(BY_VALUE);
    expect(all[0]).toEqual({ name: 'unmarked', headers: [], expect: '0%' });
    expect(all.slice(1).map(({ rule }) => rule)).toEqual(Array(13).fill({ file: 'a.cfg', line: 3 }));
  });

  test('the second hop of what is a mark for HAProxy only is not looked at', async () => {
    const { arms: all } = await arms(BY_VALUE);
    const left = all.filter(({ secondHop }) => secondHop === null).map(({ name }) => name);
    expect(left).toContain('X-Canary: always,zz-other (a list)');
    expect(left).not.toContain('X-Canary: always');
    expect(left).not.toContain('X-Canary: ALWAYS (other case)');
  });

  test('over HTTP/2 a header cannot come twice, and names have no case', async () => {
    const { arms: all } = await arms(BY_VALUE, { http2: true });
    const names = all.map(({ name }) => name);
    expect(names).not.toContain('X-CANARY: always (name in other case)');
    // Sent as a list, which it is then.
    expect(names).toContain('X-Canary: always + zz-other (twice)');
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('which backend holds the canary', () => {
  test('the one with the word in its name, even when unmarked requests go there', async () => {
    const { expected } = await arms('use_backend stable if { req.hdr(X-Old) yes }\nuse_backend canary');
    expect(expected).toMatchObject({ unmarked: '100%', 'X-Old: yes': '0%' });
  });

  test('the one that is named', async () => {
    const { expected, unverified } = await arms(
      `${BY_VALUE}\nuse_backend admin if { req.hdr(X-Admin) yes }`,
      { canaryBackend: 'admin' },
    );
    expect(expected).toMatchObject({ unmarked: '0%', 'X-Admin: yes': '100%' });
    expect(unverified).toMatchObject([{ rule: { line: 3 }, why: 'backend canary holds neither version' }]);
  });

  test('a third backend is not asserted about', async () => {
    const { expected, unverified } = await arms(`use_backend admin if { req.hdr(X-Admin) yes }\n${BY_VALUE}`);
    expect(Object.keys(expected)).not.toContain('X-Admin: yes');
    expect(unverified[0]).toMatchObject({ kind: 'not-verified', why: 'backend admin holds neither version' });
    expect(unverified[0]?.what).toContain('X-Admin: yes');
  });
});

test('servers that a rule counts are taken to be up, and it is said for which kinds of request', async () => {
  const { expected, assumed, unverified } = await arms(
    'use_backend canary if { req.hdr(X-Canary) -m str always } { nbsrv(canary) gt 0 }',
  );
  expect(expected).toMatchObject({
    unmarked: '0%',
    'X-Canary: always': '100%',
    'X-Canary: ALWAYS (other case)': '0%',
  });
  expect(unverified).toEqual([]);
  expect(assumed).toMatchObject([{ kind: 'assumed-up', backend: 'canary' }]);
  expect(assumed[0]?.what).toContain('X-Canary: always');
  expect(assumed[0]?.what).not.toContain('unmarked');
});

describe('what the rules leave open', () => {
  test('is named with its line, and nothing is asserted of it', async () => {
    const { expected, unverified } = await arms(
      `${BY_VALUE}\nuse_backend canary if { src,lua.tester -m bool }`,
    );
    expect(Object.keys(expected)).not.toContain('unmarked');
    expect(expected).toMatchObject({ 'X-Canary: always': '100%' });
    expect(unverified[0]).toMatchObject({
      rule: { file: 'a.cfg', line: 4 },
      why: expect.stringContaining('lua.tester'),
    });
    expect(unverified[0]?.what.slice(0, 2)).toEqual(['unmarked', 'X-Canary: ALWAYS (other case)']);
  });

  test('a request that HAProxy answers by itself is not verified', async () => {
    const { unverified } = await arms(
      `http-request deny if { req.hdr(X-Canary) -m beg alwaysx }\n${BY_VALUE}`,
    );
    expect(unverified).toMatchObject([
      {
        what: ['X-Canary: alwaysx (a letter behind it)'],
        rule: { file: 'a.cfg', line: 3 },
        why: 'HAProxy answers by itself, with 403',
      },
    ]);
  });

  test('a mark that works for another path only', async () => {
    const { unverified, expected } = await arms(
      `use_backend canary if { path /api } { req.hdr(X-Api) yes }\n${BY_VALUE}`,
    );
    expect(Object.keys(expected).some((name) => name.startsWith('X-Api'))).toBe(false);
    expect(unverified).toMatchObject([{ what: ['X-Api: yes'], why: 'it is a mark for GET /api only' }]);
  });

  test('is refused when it is all', async () => {
    await expect(arms('use_backend canary if { src,lua.tester -m bool }')).rejects.toThrow(
      /config has no header that is known to send .* \(a\.cfg:3: .*lua\.tester/,
    );
    await expect(arms('')).rejects.toThrow('has no header that is known to send a request of frontend shop');
  });

  test('what another frontend of the same configuration decides is left out, or the frontend is named', async () => {
    const inner =
      'frontend inner\n bind :81\n use_backend canary if { rand(2) 0 }\n default_backend stable\n';
    const rest = `backend hop\n server hop 127.0.0.1:81\n${inner}backend stable\n server s :1\nbackend canary\n server c :2\n`;
    const derived = (rules: string) => {
      const text = `defaults\n mode http\nfrontend shop\n bind :80\n${rules} default_backend hop\n${rest}`;
      return deriveArms({ target: 'http://shop/version' }, readHaproxyConfig([{ file: 'a.cfg', text }], {}));
    };
    const { arms: some, unverified } = await derived(` ${BY_VALUE}\n`);
    expect(some.map(({ expect: share }) => share)).not.toContain('0%');
    expect(unverified[0]).toMatchObject({
      what: ['unmarked'],
      why: 'backend hop leads on to inner, whose own rules decide',
    });
    await expect(derived('')).rejects.toThrow(/Its backend hop leads on to inner; .*--frontend/);
  });
});

describe('a configuration with files of its own', () => {
  const file = join(folder, 'haproxy.cfg');
  const files = { 'maps/users.map': '7 canary\n8 stable\n', 'testers.lst': 'ann\nbob\n' };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const text = `frontend shop
  mode http
  http-request set-var(txn.version) req.hdr(X-User),lower,map_str(maps/users.map,stable)
  use_backend canary if { req.hdr(X-Tester) -f testers.lst }
  use_backend %[req.hdr(X-B),map(nowhere.map)] if { req.hdr(X-B) yes }
  use_backend %[var(txn.version)]
  default_backend stable
backend stable
  mode http
  server s 127.0.0.1:1
backend canary
  mode http
  server c 127.0.0.1:2
`;

  test('finds them where it stands, and names the one that is not there', () =>
    expect(loadPatternFiles(readHaproxyConfig([{ file, text }], {}))).toEqual({
      files,
      missing: ['nowhere.map'],
    }));

  test('marks requests by what is in them, also through a variable', async () => {
    const haproxyConfig = readHaproxyConfig([{ file, text }], {});
    const { arms: all } = await deriveArms({ target: 'http://shop/version' }, haproxyConfig);
    expect(Object.fromEntries(all.map(({ name, expect: share }) => [name, share]))).toMatchObject({
      ...{ unmarked: '0%', 'X-Tester: ann': '100%', 'X-Tester: bob': '100%', 'X-User: 7': '100%' },
      'X-User: zz-other,7 (a list)': '100%',
      'X-User: 7,zz-other (a list)': '0%',
    });
  });
});

test('of two backends that are not called so, the one with fewer unmarked requests is the canary', async () => {
  const rules = (percent: number) =>
    `use_backend admin if { req.hdr(X-New) yes }\nuse_backend admin if { rand(100) lt ${percent} }`;
  expect((await arms(rules(10))).expected).toMatchObject({ unmarked: '10%' });
  expect((await arms(rules(90))).expected).toMatchObject({ unmarked: '10%' });
});
