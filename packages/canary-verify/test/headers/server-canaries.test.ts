import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { HAPROXY_VERSIONS } from 'workbench/thorough';
import { verifyHeaders } from '../../src/headers/verify-headers.js';
import type { Tool } from '../../src/system/tool.js';
import { findTools } from '../../src/topology/toolbox/find-tools.js';
import { verify } from '../../src/verify.js';
import {
  type FieldServers,
  startField,
  startServers,
  withOwnPorts,
  writeField,
} from '../haproxy/field/field-haproxy.js';

let servers: FieldServers;
beforeAll(async () => {
  servers = await startServers();
});
afterAll(() => servers[Symbol.asyncDispose]());

const HEAD =
  'defaults\n mode http\n timeout connect 1s\n timeout client 10s\n timeout server 10s\nfrontend fe\n bind 127.0.0.1:{P1}\n default_backend app\nbackend app\n balance roundrobin\n';
const SERVERS =
  ' server stable-1 127.0.0.1:{S1} cookie stable weight 90\n server canary-1 127.0.0.1:{C1} cookie canary weight 10\n';

/** What the file says, what a HAProxy with a leak does instead, and the marks. */
const CANARIES = {
  'a server that use-server chooses': {
    says: ` use-server canary-1 if { req.hdr(X-Canary) -m str on }\n${SERVERS}`,
    leaks: ` use-server stable-1 if { req.hdr(X-Canary) -m str on } { rand(100) lt 5 }\n use-server canary-1 if { req.hdr(X-Canary) -m str on }\n${SERVERS}`,
    marked: ['X-Canary: on'],
    sent: { 'X-Canary': 'on' },
  },
  'a server that a cookie chooses': {
    says: ` cookie LANE indirect\n${SERVERS}`,
    leaks: ` cookie LANE indirect\n ignore-persist if { rand(100) lt 10 }\n${SERVERS}`,
    // What a cookie says is nobody's business in a report.
    marked: ['Cookie: ***'],
    sent: { Cookie: 'LANE=canary' },
  },
};

/** Enough to tell a leak of 5 % from none, and a tenth from a half. */
const PRECISION = { leak: '2%', tolerance: '5pp' };

describe.each(HAPROXY_VERSIONS)('HAProxy %s', (version) => {
  let haproxy: Tool;
  beforeAll(async () => {
    vi.stubEnv('CANARY_VERIFY_HAPROXY', version);
    ({ haproxy } = await findTools(['haproxy']));
    vi.unstubAllEnvs();
  });
  const started = async (lines: string) => {
    const own = await withOwnPorts(servers);
    const running = await startField(haproxy, await writeField(HEAD + lines, {}, own));
    return { own, running };
  };

  test.concurrent.each(Object.entries(CANARIES))(
    '%s is verified with the address of the file',
    async (_, one) => {
      const { running } = await started(one.says);
      await using _running = running;
      const { verdict, arms } = await verifyHeaders({ config: running.file, ...PRECISION });
      expect(arms.filter((arm) => arm.verdict !== 'matches')).toEqual([]);
      expect(verdict).toBe('matches');
      const of = (name: string) =>
        arms.filter((arm) => arm.name === name).map(({ expected }) => expected.share);
      expect(of('unmarked')).toEqual([expect.closeTo(0.1, 9)]);
      for (const name of one.marked) expect(of(name)).toContain(1);
    },
  );

  test.concurrent.each(Object.entries(CANARIES))('a leak past %s is found', async (_, one) => {
    const { own, running } = await started(one.leaks);
    await using _running = running;
    const says = await writeField(HEAD + one.says, {}, own);
    const { verdict, arms, diagnosis } = await verifyHeaders({ config: says.file, ...PRECISION });
    await rm(says.folder, { recursive: true });
    expect(verdict).toBe('differs');
    const differing = arms.filter((arm) => arm.verdict === 'differs').map(({ name }) => name);
    expect(differing).toEqual(expect.arrayContaining(one.marked));
    expect(diagnosis.map(({ kind }) => kind)).toContain('leak');
  });

  test.concurrent.each(Object.entries(CANARIES))(
    '--expect auto takes the share beside %s',
    async (_, one) => {
      const { running } = await started(one.says);
      await using _running = running;
      const target = `${/bind (\S+)/.exec(running.text)?.[1]}/version`;
      const { readHaproxyConfig } = await import('../../src/haproxy/entry.js');
      const haproxyConfig = readHaproxyConfig([{ file: running.file, text: running.text }], {}, '2.6.12');
      const { verdict, expected } = await verify({ target, haproxyConfig, expect: 'auto' });
      expect(expected.share).toBeCloseTo(0.1, 9);
      expect(verdict).toBe('matches');
      const marked = await verify({ target, haproxyConfig, expect: 'auto', headers: one.sent });
      expect(marked.expected.share).toBe(1);
      expect(marked.verdict).toBe('matches');
    },
  );
});
