import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { PACKAGES } from './pack.js';
import { fakeNineAndOne } from './replicas.js';
import { fromRoot, run, succeed } from './run.js';

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

  // TypeScript 6 is at the root, for tools; 7 is what each package is compiled with.
  test.each([
    ['6', 'nodenext', 'node_modules'],
    ['7', 'nodenext', 'packaging/node_modules'],
    ['7', 'node16', 'packaging/node_modules'],
  ])('are checked by TypeScript %s with module %s', async (_version, mode, folder) => {
    const tsc = ['node', fromRoot(`${folder}/typescript/bin/tsc`), ...OPTIONS, 'false', ...TYPES] as const;
    expect(await succeed([...tsc, '--module', mode, ...programs], project)).toBe('');
  });
});

test.each(['mjs', 'cjs'])('canary-verify.%s verifies', async (kind) => {
  await using server = await fakeNineAndOne();
  const done = await run(['node', `canary-verify.${kind}`, server.url], packed['canary-verify'].project);
  expect(done).toEqual({ exitCode: 0, stdout: 'matches true function function true 1\n', stderr: '' });
});

test.each(['mjs', 'cjs'])('service-kit.%s serves and says who it is', async (kind) => {
  const done = await run(['node', `service-kit.${kind}`], packed['service-kit'].project);
  expect(done).toEqual({ exitCode: 0, stdout: '2.0.0 canary hello function\n', stderr: '' });
});
