import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unpackConsulRelease } from '../../../src/topology/toolbox/consul-release.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consul-release-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A fake of the vendor's site: the tests must run where it cannot be reached, and need one that lies. */
async function fakeReleases(archive: Buffer, sum: string): Promise<AsyncDisposable & { url: string }> {
  const server = createServer(({ url = '' }, response) => {
    const version = url.split('/')[1];
    const platforms = ['linux', 'darwin'].flatMap((system) => [`${system}_amd64`, `${system}_arm64`]);
    const sums = platforms.map((platform) => `${sum}  consul_${version}_${platform}.zip\n`).join('');
    response.end(url.endsWith('SHA256SUMS') ? sums : archive);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function zipOf(content: string): Promise<Buffer> {
  const path = join(folder, 'made.zip');
  const script = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1], "w").writestr("consul", sys.argv[2])';
  execFileSync('python3', ['-c', script, path, content]);
  const archive = await readFile(path);
  await rm(path);
  return archive;
}

const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');

test('unpacks a release whose sum is the published one', async () => {
  const archive = await zipOf('#!/bin/sh\necho Consul v1\n');
  await using releases = await fakeReleases(archive, sha256(archive));
  expect(await unpackConsulRelease(folder, releases.url)).toBe(true);
  expect(execFileSync(join(folder, 'root/usr/bin/consul'), { encoding: 'utf8' })).toBe('Consul v1\n');
});

test('refuses one whose sum is another, and unpacks nothing', async () => {
  const archive = await zipOf('#!/bin/sh\nrm -rf /\n');
  const published = sha256(Buffer.from('another archive'));
  await using releases = await fakeReleases(archive, published);
  await expect(unpackConsulRelease(folder, releases.url)).rejects.toThrow(`published is ${published}`);
  await expect(readFile(join(folder, 'root/usr/bin/consul'))).rejects.toThrow('ENOENT');
});
