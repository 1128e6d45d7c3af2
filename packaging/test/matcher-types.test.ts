import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { fromRoot, run, succeed } from './run.js';

const { tarball } = inject('packed')['canary-verify'];

/** What a user installs beside the library, and the program that uses it. */
const USES = [
  { runner: 'Vitest 4', packages: ['vitest@4.1.12'], program: 'matchers-vitest.mts' },
  // It runs on Node 22 and later: its types do not run.
  { runner: 'Vitest 5', packages: ['vitest@5.1.2'], program: 'matchers-vitest.mts' },
  { runner: 'Jest 30', packages: ['@jest/globals@30.5.2'], program: 'matchers-jest.mts' },
  { runner: 'Jest 30, CommonJS', packages: ['@jest/globals@30.5.2'], program: 'matchers-jest.cts' },
  { runner: 'Jest 29', packages: ['@jest/globals@29.7.0'], program: 'matchers-jest.mts' },
  {
    runner: 'Jest 29 with @types/jest',
    packages: ['@types/jest@29.5.14'],
    program: 'matchers-jest-global.cts',
  },
];

test.each(USES)('the matchers are typed without casts in $runner', async ({ packages, program }) => {
  const project = await mkdtemp(join(tmpdir(), 'matcher-types-'));
  try {
    await writeFile(join(project, 'package.json'), '{ "private": true }');
    const npm = [
      'npm',
      'install',
      '--engine-strict=false',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
    ] as const;
    await succeed([...npm, tarball, ...packages], project);
    await copyFile(fromRoot(`packaging/consumers/${program}`), join(project, program));
    const tsc = ['node', fromRoot('packaging/node_modules/typescript/bin/tsc')] as const;
    const types = ['--types', 'node', '--typeRoots', fromRoot('node_modules/@types')];
    const options = ['--strict', '--noEmit', '--target', 'es2022', '--module', 'nodenext', '--skipLibCheck'];
    expect(await run([...tsc, ...options, ...types, program], project)).toMatchObject({
      stdout: '',
      exitCode: 0,
    });
  } finally {
    await rm(project, { recursive: true });
  }
});
