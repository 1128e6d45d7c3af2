import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startTopology } from 'canary-verify/topology';
import { describe, expect, test } from 'vitest';
import { messageTopology } from '../src/message-topology.js';
import { pathOf } from './documented.js';

describe('a running topology', () => {
  test('refuses a broken HAProxy configuration with its words, and goes on with the old one', async () => {
    await using topology = await startTopology('local', messageTopology(1, 1));
    const broken = join(await mkdtemp(join(tmpdir(), 'broken-')), 'broken.cfg');
    await writeFile(broken, 'frontend service\n    bnid :1\n');
    await expect(topology.useHaproxyConfig(broken)).rejects.toThrow("unknown keyword 'bnid'");
    expect((await fetch(`${topology.urls.service}/version`)).status).toBe(200);
  });

  test('says what it cannot do, and which replicas there are', async () => {
    await using topology = await startTopology('local', messageTopology(1, 1));
    await expect(topology.signal('service-v1-7', 'SIGTERM')).rejects.toThrow(
      'No replica "service-v1-7" runs here; there are service-v1-1, service-v2-1, credit-1',
    );
    await expect(topology.partition('service-v1-1')).rejects.toThrow(
      'service-v1-1 cannot be cut off: processes share the network of this machine',
    );
    await expect(topology.scale('service-v3', 1)).rejects.toThrow('no program for the service "service-v3"');
  });

  test('keeps what its parts write', async () => {
    await using topology = await startTopology('local', messageTopology(1, 1));
    await fetch(`${topology.urls.service}/version`);
    expect(await topology.logs('consul')).toContain('Consul agent running!');
    expect(await topology.logs('service-v1')).toContain('service-v1-1');
    await untilTrue('HAProxy has logged the request', async () =>
      (await topology.logs('haproxy')).includes('GET /version'),
    );
  });

  test('leaves nothing behind when it is stopped, twice', async () => {
    const topology = await startTopology('local', messageTopology(1, 1));
    expect(partsStartedBy(process.pid)).toHaveLength(6);
    await topology.stop();
    await topology.stop();
    expect(partsStartedBy(process.pid)).toEqual([]);
  });
});

test('a program that ends at start is named, with its last words, and nothing is left', async () => {
  const definition = messageTopology(1, 1);
  const broken = {
    command: [process.execPath, '-e', 'console.log("no such luck"); process.exit(7)'],
    env: {},
  } as const;
  const started = startTopology('local', {
    ...definition,
    programs: { ...definition.programs, credit: broken },
  });
  await expect(started).rejects.toThrow(
    /credit-1 ended \(exit code 7\) while it was needed[\s\S]*no such luck/,
  );
});

describe('nothing outlives the process that started it', () => {
  test.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)('%s', async (signal) => {
    const holder = spawn(process.execPath, [pathOf('examples/verify/test/hold-topology.mjs'), 'local'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // A process group of its own, which gets the signal whole, as from Ctrl-C in a terminal.
      detached: true,
    });
    const line = await new Promise<string>((resolve, reject) => {
      holder.stdout.setEncoding('utf8').once('data', resolve);
      holder.once('exit', (code) => reject(new Error(`the holder ended with ${code}`)));
    });
    expect(JSON.parse(line)).toHaveProperty('urls');
    const holderPid = holder.pid ?? 0;
    const parts = partsStartedBy(holderPid);
    expect(parts).toHaveLength(6);
    process.kill(-holderPid, signal);
    await untilTrue('all are gone', async () => !parts.some(({ pid }) => isRunning(pid)));
  });
});

interface Part {
  pid: number;
  command: string;
}

/** Consul, HAProxy, Redis and the replicas that a process has started. */
function partsStartedBy(parent: number): Part[] {
  const all = execFileSync('ps', ['ax', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  return all
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parentPid]) => Number(parentPid) === parent)
    .map(([pid, , ...words]) => ({ pid: Number(pid), command: words.join(' ') }))
    .filter(({ command }) => /consul|haproxy|redis-server|examples\/(message|credit)/.test(command));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Looks until something holds, for at most 20 seconds. */
async function untilTrue(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`After 20 s it does not hold that ${what}`);
    await pause(50);
  }
}
