import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Consul's own releases. */
export const CONSUL_RELEASES = 'https://releases.hashicorp.com/consul';

/** 1.19.0 answers SRV queries in a way that HAProxy cannot use (hashicorp/consul#21325). */
const CONSUL_VERSION = '1.20.6';

const SYSTEMS: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin' };
const PROCESSORS: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Downloads the vendor's release into `folder`/root/usr/bin, checked against the SHA-256 that it publishes. False when
 * there is none for this system. Throws when the sum is another.
 */
export async function unpackConsulRelease(
  folder: string,
  releases: string = CONSUL_RELEASES,
): Promise<boolean> {
  const system = SYSTEMS[process.platform];
  const processor = PROCESSORS[process.arch];
  if (system === undefined || processor === undefined) return false;
  const base = `${releases}/${CONSUL_VERSION}/consul_${CONSUL_VERSION}_`;
  const file = `consul_${CONSUL_VERSION}_${system}_${processor}.zip`;
  const sums = (await fetched(`${base}SHA256SUMS`)).toString();
  const published = new RegExp(`^([0-9a-f]{64})\\s+${file.replaceAll('.', '\\.')}$`, 'm').exec(sums)?.[1];
  if (published === undefined) throw new Error(`${base}SHA256SUMS names no sum for ${file}`);
  const archive = await fetched(`${releases}/${CONSUL_VERSION}/${file}`);
  const actual = createHash('sha256').update(archive).digest('hex');
  if (actual !== published)
    throw new Error(`${file} has the SHA-256 ${actual}, published is ${published}: it was not unpacked`);
  const zip = join(folder, 'consul.zip');
  await writeFile(zip, archive);
  await unzip(zip, join(folder, 'root', 'usr', 'bin'));
  await rm(zip);
  return true;
}

async function fetched(url: string): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(300_000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

/** With what the system has: `unzip` is part of macOS, Python of nearly every Linux. */
async function unzip(archive: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const run = promisify(execFile);
  try {
    await run('unzip', ['-q', '-o', archive, '-d', folder]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await run('python3', ['-m', 'zipfile', '-e', archive, folder]);
  }
  await run('chmod', ['+x', join(folder, 'consul')]);
}
