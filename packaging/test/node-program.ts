import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from './run.js';

/** Brings a Node of this version for this machine from npm into a folder, and returns its path. */
export async function nodeProgram(version: string, folder: string): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const npm = ['npm', 'install', '--ignore-scripts', '--engine-strict=false'] as const;
  await succeed([...npm, '--no-audit', '--no-fund', `${name}@${version}`], folder);
  return join(folder, 'node_modules', name, 'bin/node');
}
