import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { journalFile, openJournal, readJournal } from '../../src/rollout/journal.js';
import { LeaseTaken, leaseHolder, takeLease } from '../../src/rollout/lease.js';

const folder = mkdtempSync(join(tmpdir(), 'rollout-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const now = () => new Date('2026-11-30T10:00:00Z');

describe('a journal', () => {
  test('grows line by line, and is read as it was written', () => {
    const journal = openJournal(folder, 'grows', now);
    journal.append({ type: 'setting', share: 0.1 });
    journal.append({ type: 'setting', share: 0.2 });
    const again = openJournal(folder, 'grows', now);
    again.append({ type: 'setting', share: 0.3 });
    expect(readJournal(folder, 'grows')).toMatchObject([
      { v: 1, seq: 0, at: '2026-11-30T10:00:00.000Z', type: 'setting', share: 0.1 },
      { seq: 1, share: 0.2 },
      { seq: 2, share: 0.3 },
    ]);
  });

  test.each(['{"v":1,"se', 'ü'.repeat(3)])('a last line that a crash has torn is none: %s', (torn) => {
    const name = `torn-${torn.length}`;
    openJournal(folder, name, now).append({ type: 'setting', share: 0.1 });
    appendFileSync(journalFile(folder, name), torn);
    expect(readJournal(folder, name)).toHaveLength(1);
    openJournal(folder, name, now).append({ type: 'setting', share: 0.2 });
    expect(readJournal(folder, name).map(({ seq }) => seq)).toEqual([0, 1]);
  });

  test('a line that was lost or changed is an error that names it', () => {
    const journal = openJournal(folder, 'changed', now);
    for (const share of [0.1, 0.2, 0.3]) journal.append({ type: 'setting', share });
    const file = journalFile(folder, 'changed');
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, whole.replace('0.2', '0.9'));
    expect(() => readJournal(folder, 'changed')).toThrow(`${file} is broken at line 3`);
    writeFileSync(file, whole.split('\n').toSpliced(1, 1).join('\n'));
    expect(() => readJournal(folder, 'changed')).toThrow(`${file} is broken at line 2`);
    writeFileSync(file, whole.replace('{', ''));
    expect(() => readJournal(folder, 'changed')).toThrow(`${file} is broken at line 1`);
  });
});

describe('a lease', () => {
  test('is held by one process, and given back', () => {
    {
      using _lease = takeLease(folder, 'one');
      expect(leaseHolder(folder, 'one')).toEqual({ pid: process.pid, host: hostname() });
      expect(() => takeLease(folder, 'one')).toThrow(LeaseTaken);
    }
    expect(leaseHolder(folder, 'one')).toBeNull();
  });

  test('of a process that has died is taken over; of one elsewhere it is not', () => {
    // Larger than any process id of Linux (proc(5), pid_max).
    writeFileSync(join(folder, 'dead.lease'), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() }));
    expect(leaseHolder(folder, 'dead')).toBeNull();
    using _lease = takeLease(folder, 'dead');
    writeFileSync(join(folder, 'elsewhere.lease'), JSON.stringify({ pid: 1, host: 'another' }));
    expect(() => takeLease(folder, 'elsewhere')).toThrow('is run by process 1 on another');
  });
});
