import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { docker } from '../../../src/topology/compose/docker-command.js';
import { readSystem } from '../../../src/topology/compose/read-system.js';
import { projectFolder } from '../../../src/topology/compose/remove-project.js';
import { projectName } from '../../../src/topology/compose/start-system.js';
import { freePorts } from '../../../src/topology/free-port.js';
import { socketPort } from '../../../src/topology/proxy/own-socket.js';
import { startTopology } from '../../../src/topology/start-topology.js';
import { describeWithDocker, fromRoot } from './docker-tests.js';
import { SHOP } from './shop.js';
import { repeatable, START_FAILURES, type StartFailure } from './start-failures.js';

/** So many starts at a time. */
const AT_ONCE = 3;

describeWithDocker('a system that does not start', () => {
  let folder: string;
  const errors = new Map<string, string>();
  /** The folder of the start whose port was taken. */
  const taken: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'start-failures-'));
    const next = START_FAILURES.entries();
    const worker = async () => {
      for (const [number, failure] of next) errors.set(failure.title, await errorOf(failure, `${number}`));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** What the start is refused with. */
  async function errorOf(failure: StartFailure, name: string): Promise<string> {
    const { compose = same, config = same, definition = {}, portTaken = false } = failure;
    const own = join(folder, name);
    await mkdir(own);
    const put = async (file: string, change: (text: string) => string) => {
      const text = await readFile(fromRoot(`fixtures/shop/${file}`), 'utf8');
      await writeFile(join(own, file), change(text));
      return text;
    };
    const text = await put('compose.yaml', compose);
    await put('haproxy.cfg', config);
    const {
      proxy = 'lb',
      consul = 'consul',
      canary = SHOP.services.canary,
      ...more
    } = definition as Record<string, never>;
    const services = { ...SHOP.services, proxy, consul, canary };
    const start = () =>
      startTopology({
        compose: join(own, 'compose.yaml'),
        services,
        replicas: { stable: 1, canary: 1 },
        ...more,
      }).then(async (topology) => {
        await topology.stop();
        return 'it has started';
      }, String);
    const error = portTaken ? await errorWhenTaken(own, text) : await start();
    return repeatable(error, own);
  }

  /** The ports of a topology that is reused are known before it starts again. */
  async function errorWhenTaken(own: string, text: string): Promise<string> {
    const file = join(own, 'compose.yaml');
    const definition = { ...SHOP, compose: file, replicas: { stable: 1, canary: 1 }, reuse: true };
    const project = projectFolder(projectName(readSystem(definition)));
    const [port = 0, ...others] = await freePorts(PORTS.length);
    const ports = PORTS.map((one, index) => ({ ...one, outside: [port, ...others][index] }));
    taken.push(project);
    await mkdir(project);
    await writeFile(join(project, 'ports.json'), JSON.stringify(ports));
    const taker = createServer().listen(port, '127.0.0.1');
    await once(taker, 'listening');
    await writeFile(file, text);
    try {
      return await startTopology(definition).then(() => 'it has started', String);
    } finally {
      taker.close();
    }
  }

  test.each(START_FAILURES.map((failure) => [failure.title, failure] as const))('%s', (title, { says }) => {
    expect(errors.get(title)).toMatch(says);
  });

  test('leaves nothing behind', async () => {
    const format = '{{.Label "com.docker.compose.project.config_files"}}';
    const listed = await docker(['ps', '--all', '--format', format]);
    expect(listed.split('\n').filter((files) => files.includes(`${folder}/`))).toEqual([]);
    expect(taken.map((project) => existsSync(project))).toEqual([false]);
  });

  // Elsewhere Docker may have other words.
  test.runIf(process.env.CANARY_VERIFY_REQUIRE_DOCKER === '1')(
    'docs/output/topology.md shows each error as it is read',
    async () => {
      await expect(page(errors)).toMatchFileSnapshot(
        fromRoot('packages/canary-verify/docs/output/topology.md'),
      );
    },
  );
});

/** What the shop publishes, and what a topology adds: the first will be taken. */
const PORTS = [
  { service: 'lb', inside: 80 },
  { service: 'lb', inside: 8404 },
  { service: 'lb', inside: socketPort([]) },
  { service: 'consul', inside: 8500 },
];

const same = (text: string) => text;

function page(errors: ReadonlyMap<string, string>): string {
  const sections = START_FAILURES.map(
    ({ title, given }) => `## ${title}\n\n${given}\n\n\`\`\`text\n${errors.get(title)}\n\`\`\`\n`,
  );
  return `<!-- A test makes this page: packages/canary-verify/test/topology/compose/start-failures.test.ts.
     Command: npm run build && CANARY_VERIFY_REQUIRE_DOCKER=1 npm run docs:output -w canary-verify -->

# What \`startTopology\` says when a system does not start

Each error is a real one, of containers that were started. The words of Docker and HAProxy are their own, and differ by version. What was
started has been removed when the error is thrown.

${sections.join('\n')}`;
}
