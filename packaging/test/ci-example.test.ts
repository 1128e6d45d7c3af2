import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { freePorts } from 'workbench/free-port';
import { parse } from 'yaml';
import { SHOP_RUNS } from './docker.js';
import { type Finished, fromRoot, run, succeed } from './run.js';

const { tarball } = inject('packed')['canary-verify'];
const page = readFileSync(fromRoot('examples/verify-in-ci/README.md'), 'utf8');

interface Job {
  env: Record<string, string>;
  steps: { name?: string; run?: string; if?: string }[];
}
const job: Job = parse(readFileSync(fromRoot('examples/verify-in-ci/canary.yml'), 'utf8')).jobs.canary;
const scripts = new Map(
  job.steps.flatMap(({ name, run: script }) => (name && script ? [[name, script]] : [])),
);

test('the page has about ten lines, and the commands of the job', () => {
  expect(page.split('\n').length).toBeLessThan(16);
  const [, shown = ''] = /```sh\n([\s\S]*?)\n```/.exec(page) ?? [];
  expect(shown.split('\n')).toEqual(['up', 'wait', 'verify'].map((name) => scripts.get(name)));
});

if (!SHOP_RUNS)
  test.skip('the job: left out, because no Docker engine answers, or SHOP_IMAGE names no image', () => {});
else
  describe('the job', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ci-example-'));
    const compose = join(folder, 'fixtures/shop/compose.yaml');
    let written = '';
    let env: Record<string, string> = {};
    afterAll(() => rmSync(folder, { recursive: true }));

    beforeAll(async () => {
      writeFileSync(join(folder, 'package.json'), '{ "private": true }');
      // The tarball in the place of the version that is not published yet.
      await succeed(['npm', 'install', '--no-audit', '--no-fund', tarball], folder);
      cpSync(fromRoot('fixtures/shop'), join(folder, 'fixtures/shop'), { recursive: true });
      const ports = new Map(['42510', '42511', '42512'].map((port, index) => [port, index]));
      const free = await freePorts(ports.size);
      const moved = (text: string) =>
        text.replace(/\b4251[012]\b/g, (port) => String(free[ports.get(port) ?? 0]));
      written = moved(readFileSync(compose, 'utf8'));
      env = Object.fromEntries(Object.entries(job.env).map(([name, value]) => [name, moved(value)]));
      env.COMPOSE_PROJECT_NAME = `ci-example-${process.pid}`;
    });

    const step = (name: string) => run(['bash', '-ec', scripts.get(name) ?? 'false'], folder, env);
    const succeeds = async (name: string) => {
      const done = await step(name);
      expect(done.exitCode, `${name}\n${printed(done)}`).toBe(0);
      return done;
    };

    test('is green', async () => {
      writeFileSync(compose, written);
      try {
        for (const name of ['up', 'wait']) await succeeds(name);
        expect(printed(await succeeds('verify'))).toMatch(
          /matches: \d+\.\d\d % of responses came from the canary/,
        );
      } finally {
        await succeeds('down');
      }
    });

    test('is red with the report when the split is bent, has the logs, and leaves nothing', async () => {
      writeFileSync(compose, written.replace('deploy: { replicas: 1 }', 'deploy: { replicas: 3 }'));
      try {
        await succeeds('up');
        const waited = await step('wait');
        expect(waited.exitCode, printed(waited)).toBe(2);
        expect(printed(waited)).toMatch(/3 of 1|calls 3/);
        const done = await step('verify');
        expect(printed(done)).toMatch(/differs: \d+\.\d\d % of responses came from the canary, not 20 %/);
        expect(done.exitCode).toBe(1);
        expect(printed(await succeeds('logs'))).toContain('lb');
      } finally {
        await succeeds('down');
      }
      const filter = `label=com.docker.compose.project=${env.COMPOSE_PROJECT_NAME}`;
      expect(await succeed(['docker', 'ps', '--all', '--quiet', '--filter', filter], folder)).toBe('');
    });
  });

function printed({ stdout, stderr }: Finished): string {
  return stdout + stderr;
}
