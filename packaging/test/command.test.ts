import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { fakeNineAndOne } from './replicas.js';
import { run } from './run.js';

const packed = inject('packed');
const { project, installed } = packed['canary-verify'];
const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));

test('npx canary-verify --version', async () => {
  const done = await run(['npx', '--no-install', 'canary-verify', '--version'], project);
  expect(done).toMatchObject({ exitCode: 0, stdout: `${version}\n` });
});

test('the installed command finds 10 % and misses 40 %', async () => {
  await using server = await fakeNineAndOne();
  const verify = (share: string) =>
    run(['node_modules/.bin/canary-verify', '--expect', share, server.url], project);
  expect(await verify('10%')).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^✔ matches/) });
  expect(await verify('40%')).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^✘ differs/) });
});

test('npx service-kit build-info is there', async () => {
  const kit = packed['service-kit'].project;
  const done = await run(['npx', '--no-install', 'service-kit', 'build-info'], kit);
  expect(done).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(readFileSync(join(kit, 'build-info.json'), 'utf8'))).toHaveProperty('version');
});
