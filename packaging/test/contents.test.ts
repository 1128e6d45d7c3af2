import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { describe, expect, inject, test } from 'vitest';
import { PACKAGES } from './pack.js';

const COMPILED = /^dist\/.+\.(js|d\.ts|cjs|d\.cts)$/;
const BESIDE = /^(package\.json|README\.md|LICENSE|bin\/[\w-]+\.js|\w+\.schema\.json|templates\/init\/.+)$/;

describe.each(PACKAGES)('the tarball of %s', (name) => {
  const { files, tarball, installed } = inject('packed')[name];

  test('holds what is compiled and what npm shows: no tests, no sources, no leftovers in dist/', () => {
    expect(files.filter((file) => !COMPILED.test(file) && !BESIDE.test(file))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', `bin/${name}.js`]));
  });

  test('holds the license of the repository', () => {
    const ours = readFileSync(fileURLToPath(new URL('../../LICENSE', import.meta.url)), 'utf8');
    expect(readFileSync(`${installed}/LICENSE`, 'utf8')).toBe(ours);
  });

  test('has nothing that publint would say', async () => {
    const { messages } = await publint({ strict: true, pack: { tarball: exactBuffer(tarball) } });
    expect(messages).toEqual([]);
  });

  test('has types that are right in each way of resolving modules', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
    expect(analysis).toMatchObject({ types: { kind: 'included' }, problems: [] });
  });
});

/** Small files lie in a buffer that node shares between them. */
function exactBuffer(file: string): ArrayBuffer {
  return Uint8Array.from(readFileSync(file)).buffer;
}
