import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { docker } from '../../../src/topology/compose/docker-command.js';
import type { SystemDefinition } from '../../../src/topology/compose/system-definition.js';
import type { TopologyDefinition } from '../../../src/topology/topology.js';
import { describeWithDocker, fixtures, fromRoot, projectAt, remainsOf } from './docker-tests.js';
import { SHOP } from './shop.js';

const built = fromRoot('packages/canary-verify/dist');
const withoutReplicas = { 'service-v1': 0, 'service-v2': 0, credit: 0 };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compose-start-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A process of its own that starts a topology, prints HAProxy's URL, and then stays. */
function startElsewhere(definition: SystemDefinition | TopologyDefinition) {
  const module = pathToFileURL(join(built, 'topology/index.js'));
  const script = `
    import { startTopology } from '${module}';
    const definition = ${JSON.stringify(definition)};
    const topology = await ('services' in definition ? startTopology(definition) : startTopology('compose', definition));
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
  const labels = ['project', 'project.config_files'].map((name) => `{{.Label "com.docker.compose.${name}"}}`);
  const rows = (await docker(['ps', '--format', labels.join(' ')])).split('\n');
  return rows.find((row) => row.includes(` ${composeFile}`))?.split(' ')[0] ?? '';
}

describeWithDocker('starting containers', () => {
  test.for(['SIGKILL', 'SIGINT'] as const)(
    'what ran is gone after %s to the process that started it',
    async (signal) => {
      const child = startElsewhere(fixtures(withoutReplicas));
      const url = await firstLineOf(child);
      const project = await projectAt(url);
      child.kill(signal);
      await expect.poll(() => remainsOf(project), { timeout: 60_000 }).toEqual([]);
    },
  );

  test('parts that were still being started are removed, too', async () => {
    const composeFile = join(folder, 'compose.yaml');
    await cp(fromRoot('fixtures/shop'), folder, { recursive: true });
    // `docker compose up` waits for a container that never gets healthy, to create no more of them before it is.
    const shop = await readFile(SHOP.compose, 'utf8');
    await writeFile(
      composeFile,
      `${shop}
  never-healthy:
    image: \${SHOP_IMAGE:-own-shop}
    command: [sleep, infinity]
    healthcheck: { test: [CMD, "false"], interval: 1s, retries: 1000 }
  waiting:
    image: \${SHOP_IMAGE:-own-shop}
    command: [sleep, infinity]
    depends_on: { never-healthy: { condition: service_healthy } }
`,
    );
    const child = startElsewhere({ ...SHOP, compose: composeFile });
    await expect.poll(() => projectOfFile(composeFile), { timeout: 60_000 }).not.toBe('');
    const project = await projectOfFile(composeFile);
    child.kill('SIGKILL');
    await expect.poll(() => remainsOf(project), { timeout: 60_000 }).toEqual([]);
  });
});
