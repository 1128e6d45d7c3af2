import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { succeed } from './run.js';

/** A package as npm packs it, and an empty project with nothing but that tarball installed. */
export interface Packed {
  tarball: string;
  /** Paths in the tarball. */
  files: readonly string[];
  project: string;
  /** The tarball, unpacked by npm. */
  installed: string;
}

export const PACKAGES = ['canary-verify', 'service-kit'] as const;

declare module 'vitest' {
  interface ProvidedContext {
    packed: Record<(typeof PACKAGES)[number], Packed>;
  }
}

/** Packs and installs once, for all test files. */
export default async function setup(vitest: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'packed-'));
  const [verify, kit] = await Promise.all(PACKAGES.map((name) => pack(name, folder)));
  if (verify === undefined || kit === undefined) throw new Error('nothing was packed');
  vitest.provide('packed', { 'canary-verify': verify, 'service-kit': kit });
  return () => rm(folder, { recursive: true, force: true });
}

async function pack(name: string, folder: string): Promise<Packed> {
  const source = fileURLToPath(new URL(`../../packages/${name}`, import.meta.url));
  const [report] = Object.values(
    JSON.parse(await succeed(['npm', 'pack', '--json', '--pack-destination', folder], source)),
  ) as { filename: string; files: { path: string }[] }[];
  if (report === undefined) throw new Error(`npm pack made nothing of ${name}`);
  const tarball = join(folder, report.filename);
  const project = join(folder, `uses-${name}`);
  await mkdir(project);
  await writeFile(join(project, 'package.json'), '{ "private": true }');
  await succeed(['npm', 'install', '--no-audit', '--no-fund', tarball], project);
  return {
    tarball,
    files: report.files.map(({ path }) => path),
    project,
    installed: join(project, 'node_modules', name),
  };
}
