import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { PACKAGES } from './pack.js';
import { run } from './run.js';

const packed = inject('packed');
const peersOf = (name: (typeof PACKAGES)[number]): Record<string, string> =>
  JSON.parse(readFileSync(join(packed[name].installed, 'package.json'), 'utf8')).peerDependencies ?? {};

/** Every major that a range names, and the newest that there is. */
const TRIED = PACKAGES.flatMap((name) =>
  Object.entries(peersOf(name)).flatMap(([peer, range]) =>
    [...range.split(' || '), 'latest'].map((version) => ({ name, peer, version })),
  ),
);

/** What people have beside the library. No range may forbid it. */
const BESIDE = { name: 'canary-verify', peer: 'typescript', version: 'latest' } as const;

test('canary-verify has optional peers alone, and service-kit none', () => {
  expect(Object.keys(peersOf('canary-verify'))).toEqual(['jest', 'jiti', 'testcontainers', 'vitest', 'yaml']);
  expect(peersOf('service-kit')).toEqual({});
});

test.each([...TRIED, BESIDE])(
  '$name can be installed beside $peer $version',
  async ({ name, peer, version }) => {
    const project = mkdtempSync(join(tmpdir(), 'peers-'));
    try {
      writeFileSync(join(project, 'package.json'), '{ "private": true }');
      // npm works out the whole tree, and refuses with ERESOLVE; nothing is unpacked.
      const npm = [
        'npm',
        'install',
        '--package-lock-only',
        '--engine-strict=false',
        '--no-audit',
        '--no-fund',
      ] as const;
      const done = await run([...npm, packed[name].tarball, `${peer}@${version}`], project);
      expect(done).toMatchObject({ exitCode: 0 });
      const { packages } = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));
      expect(packages).toHaveProperty(`node_modules/${peer}`.replaceAll('.', '\\.'));
    } finally {
      rmSync(project, { recursive: true });
    }
  },
);
