import { execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { docker } from '../../../src/topology/compose/docker-command.js';
import { startComposeTopology } from '../../../src/topology/compose/start-compose-topology.js';
import type { TopologyDefinition } from '../../../src/topology/topology.js';
import { describeWithDocker, fixtures, fromRoot, projectAt, remainsOf } from './docker-tests.js';

const built = fromRoot('packages/canary-verify/dist');
const withoutReplicas = { 'service-v1': 0, 'service-v2': 0, credit: 0 };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compose-start-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A process of its own that starts a topology, prints HAProxy's URL, and then stays. */
function startElsewhere(definition: TopologyDefinition) {
  const module = pathToFileURL(join(built, 'topology/index.js'));
  const script = `
    import { startTopology } from '${module}';
    const topology = await startTopology('compose', ${JSON.stringify(definition)});
    console.log(topology.urls.service);
    setInterval(() => {}, 60_000);`;
  return spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Empty when the process ends without one. */
async function firstLineOf(child: ReturnType<typeof startElsewhere>): Promise<string> {
  for await (const line of createInterface({ input: child.stdout })) return line;
  return '';
}

async function projectOfFile(composeFile: string): Promise<string> {
  const label = `label=com.docker.compose.project.config_files=${composeFile}`;
  const argv = ['ps', '--filter', label, '--format', '{{.Label "com.docker.compose.project"}}'];
  return (await docker(argv)).split('\n')[0] ?? '';
}

describeWithDocker('starting containers', () => {
  test.for(['SIGKILL', 'SIGINT'] as const)(
    'what ran is gone after %s to the process that started it',
    async (signal) => {
      const child = startElsewhere(fixtures(withoutReplicas));
      const url = await firstLineOf(child);
      const project = await projectAt(url);
      child.kill(signal);
      await expect.poll(() => remainsOf(project), { timeout: 30_000 }).toEqual([]);
    },
  );

  test('parts that were still being started are removed, too', async () => {
    const composeFile = join(folder, 'compose.yaml');
    const image = process.env.REDIS_IMAGE ?? 'redis:7.4.7';
    // `docker compose up` waits for a container that never gets healthy, to create no more of them before it is.
    await writeFile(
      composeFile,
      `services:
  never-healthy:
    image: ${image}
    command: [sleep, infinity]
    healthcheck: { test: [CMD, "false"], interval: 1s, retries: 1000 }
  waiting:
    image: ${image}
    command: [sleep, infinity]
    depends_on: { never-healthy: { condition: service_healthy } }
`,
    );
    const child = startElsewhere({ ...fixtures({}), composeFile });
    await expect.poll(() => projectOfFile(composeFile), { timeout: 20_000 }).not.toBe('');
    const project = await projectOfFile(composeFile);
    child.kill('SIGKILL');
    await expect.poll(() => remainsOf(project), { timeout: 30_000 }).toEqual([]);
  });

  test('when HAProxy does not accept its configuration, that is said at once, in its words', async () => {
    const haproxyConfig = join(folder, 'bad.cfg');
    await writeFile(haproxyConfig, 'nonsense\n');
    const start = startComposeTopology({ ...fixtures(withoutReplicas), haproxyConfig });
    await expect(start).rejects.toThrow(/A container of haproxy ended [\s\S]*unknown keyword 'nonsense'/);
  });
});

test('without Testcontainers the error says what to install', async () => {
  await cp(built, folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const module = pathToFileURL(join(folder, 'topology/index.js'));
  const definition = JSON.stringify(fixtures({}));
  const script = `import { startTopology } from '${module}'; await startTopology('compose', ${definition});`;
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  await expect(run).rejects.toThrow(/npm i -D testcontainers@11/);
});
