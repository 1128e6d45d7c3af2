import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dockerAnswers } from 'canary-verify/topology';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pathOf } from './documented.js';
import { changed, readChapters } from './first-canary/page.js';
import { abIsHere, copyOfRepository, followChapter, readerIn } from './first-canary/place.js';
import type { Reader } from './first-canary/reader.js';

const required = process.env.CANARY_VERIFY_REQUIRE_DOCKER === '1';
const runs = required || ((await dockerAnswers()) && abIsHere());
const chapters = readChapters().filter(({ title }) => title !== 'On Swarm');

test('the page has a chapter for each part of the story', () => {
  expect(chapters.map(({ title }) => title)).toEqual([
    'Start',
    'A feature of your own',
    'Phases',
    'Promotion',
    'A header',
    'Promotion with a header',
  ]);
});

test('a change of a file is refused when its line is not there', () => {
  const change = {
    kind: 'change',
    file: 'compose.yaml',
    diff: ['-  replicas: 4', '+  replicas: 9'],
  } as const;
  expect(changed('service:\n  replicas: 4\n', change)).toBe('service:\n  replicas: 9\n');
  expect(() => changed('service:\n', change)).toThrow('compose.yaml must have the line');
});

/** Each chapter goes on where the one before has ended. */
function suite(): void {
  const name = `first-canary-${process.pid}`;
  const images = { stable: `${name}-stable`, canary: `${name}-canary` };
  const registry = execFileSync('npm', ['config', 'get', 'registry'], {
    cwd: pathOf(''),
    encoding: 'utf8',
  }).trim();
  let folder: string;
  let reader: Reader;

  beforeAll(async () => {
    folder = copyOfRepository();
    const replacements = {
      // Done before any test.
      'npm ci && npm run build': 'true',
      // The npm registry may be one that only this machine knows.
      'compose build': `compose build --build-arg NPM_CONFIG_REGISTRY=${registry}`,
      'message-next': images.canary,
    };
    // Without BuildKit, as .ci/images builds: what that has built is not built again.
    const env = {
      COMPOSE_PROJECT_NAME: name,
      SERVICE_IMAGE: images.stable,
      CANARY_IMAGE: '',
      DOCKER_BUILDKIT: '0',
    };
    reader = await readerIn(folder, replacements, env);
  });
  afterAll(async () => {
    await reader?.run('docker compose down --timeout 1');
    await reader?.run(`docker image rm ${images.stable} ${images.canary}`);
    rmSync(folder, { recursive: true, force: true });
  });

  const stableContainers = async () => (await reader.run('docker compose ps --quiet service-v1')).output;

  test.each(chapters)('the chapter $title does what it says', async (chapter) => {
    const before = await stableContainers();
    await followChapter(reader, chapter);
    // "Only its containers are replaced."
    if (chapter.title === 'A feature of your own') expect(await stableContainers()).toBe(before);
  });
}

if (runs) describe('the commands of "Your first canary", one after the other', suite);
else
  test.skip('the commands of the page: left out, because no Docker engine answers, or ab is not here', () => {});
