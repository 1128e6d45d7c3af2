import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { freePorts } from 'workbench/free-port';
import { parse } from 'yaml';
import { DOCKER_ANSWERS } from './docker.js';
import { type Finished, fromRoot, run, succeed } from './run.js';

const { tarball, installed } = inject('packed')['canary-verify'];
const folder = mkdtempSync(join(tmpdir(), 'init-'));
const project = join(folder, 'my-canary');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const COMPOSE = join(project, 'compose.yaml');
const printed = ({ stdout, stderr }: Finished) => stdout + stderr;

test('init of the packed library writes the project of its template', async () => {
  const done = await run(['node', join(installed, 'bin/canary-verify.js'), 'init', 'my-canary'], folder);
  expect(done).toMatchObject({ exitCode: 0, stderr: '' });
  for (const path of ['compose.yaml', '.github/workflows/canary.yml', 'canary.test.mjs']) {
    const template = readFileSync(fromRoot(`packages/canary-verify/templates/init/${path}`), 'utf8');
    expect(readFileSync(join(project, path), 'utf8')).toBe(template);
  }
});

/** The scripts of the written job, by the names of their steps. */
function jobScripts(): ReadonlyMap<string, string> {
  const { jobs } = parse(readFileSync(join(project, '.github/workflows/canary.yml'), 'utf8'));
  const steps = jobs.canary.steps as { name?: string; run?: string }[];
  return new Map(steps.flatMap(({ name, run: script }) => (name && script ? [[name, script]] : [])));
}

if (!DOCKER_ANSWERS) test.skip('the written project: left out, because no Docker engine answers', () => {});
else
  describe('the written project', () => {
    beforeAll(async () => {
      const { version } = JSON.parse(readFileSync(fromRoot('node_modules/vitest/package.json'), 'utf8'));
      // The tarball in the place of the version that is not published yet.
      const npm = ['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-dev'] as const;
      await succeed([...npm, tarball, `vitest@${version}`], project);
    });

    test('has a suite that is green', async () => {
      const done = await run(['npm', 'test'], project);
      expect(printed(done)).toMatch(/Tests .*3 passed/);
      expect(done.exitCode).toBe(0);
    });

    test('has a suite that is red with the report when the split is bent', async () => {
      const compose = readFileSync(COMPOSE, 'utf8');
      writeFileSync(COMPOSE, compose.replace('replicas: 1', 'replicas: 3'));
      try {
        const done = await run(['npx', 'vitest', 'run', '--testNamePattern', '20 %'], project);
        expect(printed(done)).toMatch(
          /✘ differs: \d+\.\d\d % of (the )?responses came from the canary, not 20 %/,
        );
        expect(done.exitCode).not.toBe(0);
      } finally {
        writeFileSync(COMPOSE, compose);
      }
    });

    test('has a job whose steps run: up, wait, verify, logs, down', async () => {
      const [service, stats, consul] = await freePorts(3);
      const env = {
        COMPOSE_PROJECT_NAME: `init-${process.pid}`,
        HAPROXY_PORT: String(service),
        HAPROXY_STATS_PORT: String(stats),
        CONSUL_PORT: String(consul),
        CANARY_VERIFY_TARGET: `http://localhost:${service}/version`,
      };
      const scripts = jobScripts();
      expect([...scripts.keys()]).toEqual(['up', 'wait', 'verify', 'suite', 'logs', 'down']);
      const step = (name: string) =>
        run(['bash', '-ec', (scripts.get(name) ?? 'false').replace(':8500', `:${consul}`)], project, env);
      try {
        for (const name of ['up', 'wait', 'verify', 'logs']) {
          const done = await step(name);
          expect(done.exitCode, `${name}\n${printed(done)}`).toBe(0);
        }
      } finally {
        expect((await step('down')).exitCode).toBe(0);
      }
    });
  });
