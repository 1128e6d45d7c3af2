import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { PACKAGES } from './pack.js';
import { fakeNineAndOne } from './replicas.js';
import { run, succeed } from './run.js';

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const packed = inject('packed');

// As strict as a consumer may be; the older mode too, in which TypeScript does not know that Node can require() ES modules.
const OPTIONS = ['--strict', '--target', 'es2022', '--lib', 'es2023,esnext.disposable,dom', '--skipLibCheck'];
const TYPES = ['--types', 'node', '--typeRoots', fromRoot('node_modules/@types')];

describe.each(PACKAGES)('programs that use %s', (name) => {
  const { project } = packed[name];
  const programs = ['mts', 'cts'].map((kind) => `${name}.${kind}`);

  beforeAll(() => {
    for (const program of programs)
      copyFileSync(fromRoot(`packaging/consumers/${program}`), join(project, program));
  });

  test.each(['nodenext', 'node16'])('are checked with module %s', async (mode) => {
    const tsc = ['node', fromRoot('node_modules/typescript/bin/tsc'), ...OPTIONS, 'false', ...TYPES] as const;
    expect(await succeed([...tsc, '--module', mode, ...programs], project)).toBe('');
  });
});

test.each(['mjs', 'cjs'])('canary-verify.%s verifies', async (kind) => {
  await using server = await fakeNineAndOne();
  const done = await run(['node', `canary-verify.${kind}`, server.url], packed['canary-verify'].project);
  expect(done).toEqual({ exitCode: 0, stdout: 'matches true function function\n', stderr: '' });
});

test.each(['mjs', 'cjs'])('service-kit.%s serves and says who it is', async (kind) => {
  const done = await run(['node', `service-kit.${kind}`], packed['service-kit'].project);
  expect(done).toEqual({ exitCode: 0, stdout: '2.0.0 canary hello function\n', stderr: '' });
});
