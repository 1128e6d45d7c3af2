import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { HAPROXY_VERSIONS } from 'workbench/thorough';
import type { InspectedDoor } from '../../../src/haproxy/inspect/inspection.js';
import type { Tool } from '../../../src/system/tool.js';
import { findTools } from '../../../src/topology/toolbox/find-tools.js';
import { CASES, type FieldCase } from './cases.js';
import { contradictions, type Read, readField } from './claims.js';
import { type FieldServers, startField, startServers, withOwnPorts, writeField } from './field-haproxy.js';
import { OTHER_CASES } from './other-cases.js';

const HEAD = 'defaults\n mode http\n timeout connect 1s\n timeout client 10s\n timeout server 10s\n';

let servers: FieldServers;
beforeAll(async () => {
  servers = await startServers();
});
afterAll(() => servers[Symbol.asyncDispose]());

/** What a case has run, and the ports that it ran with. */
type Ran = Read & Pick<FieldServers, 'ports'>;

function withPorts(text: string, { ports }: Ran): string {
  return text.replace(/\{([SCWPA]\d)\}/g, (_, name: string) => String(ports[name]));
}

/** The shares by door, as the table of cases has them. */
function sharesOf(ran: Ran, expected: FieldCase['shares']): Record<string, number | null> {
  const doors = ran.inspection.frontends.filter(({ disabled }) => !disabled).flatMap((one) => one.doors);
  const [usual] = doors;
  const found = doors.map((door): [string, number | null] => {
    const share = door.canaryShare === null ? null : Number(door.canaryShare.toFixed(9));
    return [door === usual ? '' : keyOf(door, usual), share];
  });
  const wanted = new Set(Object.keys(expected).map((key) => withPorts(key, ran)));
  return Object.fromEntries(found.filter(([key]) => wanted.has(key)));
}

function keyOf({ url, host, path, source }: InspectedDoor, usual: InspectedDoor | undefined): string {
  const port = url === usual?.url ? [] : [url === null ? 'a socket' : `:${new URL(url).port}`];
  const parts = [host, path === '/version' ? null : path, source === null ? null : `from ${source}`];
  return [...port, ...parts.filter((part) => part !== null)].join(' ');
}

function marksOf({ inspection }: Ran): string[] {
  return inspection.frontends
    .flatMap(({ marks }) => marks)
    .filter(({ canaryShare }) => canaryShare === 1)
    .map(({ headers, query }) =>
      query === null ? headers.map((header) => header.join(': ')).join(' + ') : `?${query}`,
    );
}

function expectSaid(ran: Ran, { shares, marks, says = [], never = [] }: FieldCase): void {
  const rounded = Object.entries(shares).map(([key, share]): [string, number | null] => [
    withPorts(key, ran),
    share === null ? null : Number(share.toFixed(9)),
  ]);
  expect(sharesOf(ran, shares)).toEqual(Object.fromEntries(rounded));
  expect(marksOf(ran)).toEqual(marks);
  const words = ran.text.replace(/\s+/g, ' ');
  for (const one of says) expect(words).toContain(withPorts(one, ran).replace(/\s+/g, ' '));
  for (const one of never) expect(words).not.toContain(withPorts(one, ran));
}

describe.each(HAPROXY_VERSIONS)('HAProxy %s', (version) => {
  let haproxy: Tool;
  beforeAll(async () => {
    vi.stubEnv('CANARY_VERIFY_HAPROXY', version);
    ({ haproxy } = await findTools(['haproxy']));
    vi.unstubAllEnvs();
  });

  test.concurrent.each([...CASES, ...OTHER_CASES].map((one) => [one.name, one] as const))(
    '%s: what is said is so',
    async (_, one) => {
      const own = await withOwnPorts(servers);
      const written = await writeField(HEAD + one.lines, one.files ?? {}, own);
      const read = readField(written, one.canary ?? null);
      try {
        expectSaid({ ...read, ports: own.ports }, one);
      } catch (error) {
        await rm(written.folder, { recursive: true });
        throw error;
      }
      if (one.refused) {
        await rm(written.folder, { recursive: true });
        return;
      }
      await using _running = await startField(haproxy, written);
      expect(await contradictions(read)).toEqual([]);
    },
  );
});
