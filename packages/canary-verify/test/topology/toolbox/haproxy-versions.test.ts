import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findTools } from '../../../src/topology/toolbox/find-tools.js';

let toolbox: string;
beforeEach(async () => {
  toolbox = await mkdtemp(join(tmpdir(), 'haproxy-versions-'));
  vi.stubEnv('CANARY_VERIFY_TOOLBOX', toolbox);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(toolbox, { recursive: true });
});

// Ubuntu's archive has none of them.
const debian = /^ID=debian$/m.test(await readFile('/etc/os-release', 'utf8').catch(() => ''));
if (!debian) console.log('left out: bringing a version of HAProxy, because this is not Debian');

test.runIf(debian)('brings the version that is asked for, which runs beside an older C library', async () => {
  vi.stubEnv('CANARY_VERIFY_HAPROXY', '3.0');
  const lines: string[] = [];
  const { haproxy } = await findTools(['haproxy'], (line) => lines.push(line));
  expect(haproxy.version).toMatch(/^HAProxy version 3\.0\./);
  expect(lines).toEqual([`bringing haproxy 3.0 into ${join(toolbox, 'haproxy-3.0')}`]);
  expect((await readdir(join(toolbox, 'haproxy-3.0'))).sort()).toEqual(['haproxy', 'root']);
  expect(await findTools(['haproxy'])).toEqual({ haproxy });
});

test('refuses a version that it knows no place for', async () => {
  vi.stubEnv('CANARY_VERIFY_HAPROXY', '1.8');
  await expect(findTools(['haproxy'])).rejects.toThrow(
    'CANARY_VERIFY_HAPROXY wants 2.6 or 3.0 or 3.2, got "1.8"',
  );
});
