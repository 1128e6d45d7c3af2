import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { consulStore } from '../../src/rollout/store/consul-store.js';
import { journalFile, localStore } from '../../src/rollout/store/local-store.js';
import { type Leased, LeaseTaken, type RolloutStore } from '../../src/rollout/store/store.js';
import { type RunningConsul, runConsul } from './run-consul.js';

const folder = mkdtempSync(join(tmpdir(), 'rollout-'));
let consul: RunningConsul;
const BEGINNING = Date.parse('2026-11-30T10:00:00Z');
let at = BEGINNING;
const now = () => new Date(at);
const clock = () => performance.now();

const local = () => localStore(folder, now);
const inConsul = () =>
  consulStore({ agent: { url: consul.url, token: null }, folder: 'rollouts' }, { now, clock });

beforeEach(() => {
  at = BEGINNING;
});
beforeAll(async () => {
  consul = await runConsul();
});
afterAll(async () => {
  await consul[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const setting = (share: number) => ({ type: 'setting', share }) as const;
const leased = (name: string, ...places: string[]): Leased => ({ name, places });

async function write(store: RolloutStore, name: string, shares: readonly number[]): Promise<void> {
  await using lease = await store.take(leased(name));
  const journal = await lease.journal();
  for (const share of shares) await journal.append(setting(share));
}

describe.each([
  { kind: 'a folder', store: local },
  { kind: 'Consul', store: inConsul },
])('in $kind', ({ store }) => {
  test('a journal grows line by line, and is read as it was written', async () => {
    await write(store(), 'grows', [0.1, 0.2]);
    await write(store(), 'grows', [0.3]);
    expect(await store().read('grows')).toMatchObject([
      { v: 1, seq: 0, at: '2026-11-30T10:00:00.000Z', type: 'setting', share: 0.1 },
      { seq: 1, share: 0.2 },
      { seq: 2, share: 0.3 },
    ]);
    expect(await store().read('another')).toEqual([]);
  });

  test('a new journal takes the place of the one before', async () => {
    await write(store(), 'anew', [0.1, 0.2]);
    at += 1_000;
    {
      await using lease = await store().take(leased('anew'));
      await (await lease.beginAnew()).append(setting(0.5));
    }
    expect(await store().read('anew')).toMatchObject([{ seq: 0, share: 0.5 }]);
  });

  test('one process has the lease of a rollout, and of each place that it sets', async () => {
    {
      await using _lease = await store().take(leased('one', 'map a', 'map b'));
      expect(await store().holder('one')).toEqual({ pid: process.pid, host: hostname() });
      await expect(store().take(leased('one'))).rejects.toThrow(LeaseTaken);
      await expect(store().take(leased('two', 'map c', 'map b'))).rejects.toThrow(
        `a rollout of map b is run by process ${process.pid}`,
      );
      // Nothing of the refused one stays.
      await using _other = await store().take(leased('two', 'map c'));
    }
    expect(await store().holder('one')).toBeNull();
    await using _again = await store().take(leased('two', 'map b'));
  });

  test('a request reaches whoever acts, who takes it', async () => {
    await using lease = await store().take(leased('asked'));
    const { signal } = new AbortController();
    const asked = store().ask('asked', { verb: 'abort', reason: 'wrong build' }, signal);
    expect(await lease.nextRequest(signal)).toEqual({ verb: 'abort', reason: 'wrong build' });
    await lease.acknowledge();
    expect(await asked).toBe(true);
  });

  test('a request that nobody waits for any more is gone', async () => {
    const asking = new AbortController();
    const asked = store().ask('nobody', { verb: 'abort', reason: 'late' }, asking.signal);
    asking.abort();
    expect(await asked).toBe(false);
    await using lease = await store().take(leased('nobody'));
    const looking = new AbortController();
    const next = lease.nextRequest(looking.signal);
    looking.abort();
    expect(await next).toBeNull();
  });
});

describe('a folder', () => {
  test.each(['{"v":1,"se', 'ü'.repeat(3)])('a last line that a crash has torn is none: %s', async (torn) => {
    const name = `torn-${torn.length}`;
    await write(local(), name, [0.1]);
    appendFileSync(journalFile(folder, name), torn);
    expect(await local().read(name)).toHaveLength(1);
    await write(local(), name, [0.2]);
    expect((await local().read(name)).map(({ seq }) => seq)).toEqual([0, 1]);
  });

  test('a line that was lost or changed is an error that names it', async () => {
    await write(local(), 'changed', [0.1, 0.2, 0.3]);
    const file = journalFile(folder, 'changed');
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, whole.replace('0.2', '0.9'));
    await expect(local().read('changed')).rejects.toThrow(`${file} is broken at line 3`);
    writeFileSync(file, whole.split('\n').toSpliced(1, 1).join('\n'));
    await expect(local().read('changed')).rejects.toThrow(`${file} is broken at line 2`);
    writeFileSync(file, whole.replace('{', ''));
    await expect(local().read('changed')).rejects.toThrow(`${file} is broken at line 1`);
  });

  test('the lease of a process that has died is taken over; of one elsewhere it is not', async () => {
    // Larger than any process id of Linux (proc(5), pid_max).
    writeFileSync(join(folder, 'dead.lease'), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() }));
    expect(await local().holder('dead')).toBeNull();
    await using _lease = await local().take(leased('dead'));
    writeFileSync(join(folder, 'elsewhere.lease'), JSON.stringify({ pid: 1, host: 'another' }));
    await expect(local().take(leased('elsewhere'))).rejects.toThrow('is run by process 1 on another');
  });
});

describe('Consul', () => {
  test('whoever has lost the lease writes nothing more', async () => {
    await using lease = await inConsul().take(leased('lost'));
    const journal = await lease.journal();
    await journal.append(setting(0.1));
    const locked = await fetch(`${consul.url}/v1/kv/rollouts/lost/lease`);
    const [{ Session }] = (await locked.json()) as [{ Session: string }];
    await fetch(`${consul.url}/v1/session/destroy/${Session}`, { method: 'PUT' });
    await expect(journal.append(setting(0.9))).rejects.toThrow('the lease of this rollout in Consul is lost');
    await using other = await inConsul().take(leased('lost'));
    await (await other.journal()).append(setting(0.2));
    expect(await inConsul().read('lost')).toMatchObject([{ share: 0.1 }, { share: 0.2 }]);
  });

  test('that restarts keeps what was written, and takes what comes meanwhile', async () => {
    await using lease = await inConsul().take(leased('restarted'));
    const journal = await lease.journal();
    await journal.append(setting(0.1));
    await consul.kill();
    const appended = journal.append(setting(0.2));
    await consul.start();
    await appended;
    expect(await inConsul().read('restarted')).toMatchObject([{ share: 0.1 }, { share: 0.2 }]);
  });
});
