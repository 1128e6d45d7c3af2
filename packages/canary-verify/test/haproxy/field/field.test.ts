import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { InspectedDoor } from '../../../src/haproxy/inspect/inspection.js';
import { findTools } from '../../../src/topology/toolbox/find-tools.js';
import { CASES, type FieldCase } from './cases.js';
import { contradictions, type Read, readField } from './claims.js';
import { type FieldServers, startField, startServers, writeField } from './field-haproxy.js';

const HEAD = 'defaults\n mode http\n timeout connect 1s\n timeout client 10s\n timeout server 10s\n';

let servers: FieldServers;
beforeAll(async () => {
  servers = await startServers();
});
afterAll(() => servers[Symbol.asyncDispose]());
afterEach(() => void vi.unstubAllEnvs());

function withPorts(text: string): string {
  return text.replace(/\{([SCWP]\d)\}/g, (_, name: string) => String(servers.ports[name]));
}

/** The shares by door, as the table of cases has them. */
function sharesOf({ inspection }: Read, expected: FieldCase['shares']): Record<string, number | null> {
  const doors = inspection.frontends.filter(({ disabled }) => !disabled).flatMap((one) => one.doors);
  const [usual] = doors;
  const found = doors.map((door): [string, number | null] => {
    const share = door.canaryShare === null ? null : Number(door.canaryShare.toFixed(9));
    return [door === usual ? '' : keyOf(door, usual), share];
  });
  const wanted = new Set(Object.keys(expected).map(withPorts));
  return Object.fromEntries(found.filter(([key]) => wanted.has(key)));
}

function keyOf({ url, host, path, source }: InspectedDoor, usual: InspectedDoor | undefined): string {
  const port = url === usual?.url ? [] : [`:${new URL(url ?? '').port}`];
  const parts = [host, path === '/version' ? null : path, source === null ? null : `from ${source}`];
  return [...port, ...parts.filter((part) => part !== null)].join(' ');
}

function marksOf({ inspection }: Read): string[] {
  return inspection.frontends
    .flatMap(({ marks }) => marks)
    .filter(({ canaryShare }) => canaryShare === 1)
    .map(({ headers, query }) =>
      query === null ? headers.map((header) => header.join(': ')).join(' + ') : `?${query}`,
    );
}

function expectSaid(read: Read, { shares, marks, says = [], never = [] }: FieldCase): void {
  const rounded = Object.entries(shares).map(([key, share]): [string, number | null] => [
    withPorts(key),
    share === null ? null : Number(share.toFixed(9)),
  ]);
  expect(sharesOf(read, shares)).toEqual(Object.fromEntries(rounded));
  expect(marksOf(read)).toEqual(marks);
  const words = read.text.replace(/\s+/g, ' ');
  for (const one of says) expect(words).toContain(withPorts(one).replace(/\s+/g, ' '));
  for (const one of never) expect(words).not.toContain(withPorts(one));
}

describe.each(['2.6', '3.0'])('HAProxy %s', (version) => {
  test.each(CASES.map((one) => [one.name, one] as const))(
    '%s: what is said is so',
    async (_, one) => {
      vi.stubEnv('CANARY_VERIFY_HAPROXY', version);
      const { haproxy } = await findTools(['haproxy']);
      const written = await writeField(HEAD + one.lines, one.files ?? {}, servers);
      const read = readField(written, one.canary ?? null);
      try {
        expectSaid(read, one);
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
    60_000,
  );
});
