import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { fakeServer, inTurn, replicaOf } from './fake-server.js';
import { anchorsIn, linksIn, markdownFilesIn } from './markdown.js';

const path = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));
const page = readFileSync(path('docs/statistics.md'), 'utf8');
const scripts = JSON.parse(readFileSync(path('package.json'), 'utf8')).scripts;

describe('the commands of docs/statistics.md', () => {
  const commands = [...page.matchAll(/```sh\nnpx canary-verify (.*)\n```/g)].map(([, line = '']) => line);
  const stable = replicaOf('1.0.0', 'stable', '{"service":"service-v1"}');
  const canary = replicaOf('1.1.0', 'canary', '{"service":"service-v2"}');
  const nineAndOne = inTurn(...Array.from({ length: 9 }, () => stable), canary);

  test('are there', () => expect(commands.length).toBeGreaterThan(3));

  test.each(commands)('canary-verify %s', async (line) => {
    const onlyStable = line.includes('--expect 0%');
    await using server = await fakeServer(onlyStable ? stable : nineAndOne);
    const child = spawn(process.execPath, [path('bin/canary-verify.js'), ...line.split(' '), server.url]);
    const [stdout, stderr] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    if (line.includes('-n 400')) {
      expect(page).toContain(`\`\`\`\n${stderr}\`\`\``);
      expect(child.exitCode).toBe(2);
    } else {
      expect(stderr).toBe('');
      expect(stdout).toMatch(/^✔ matches/);
    }
  });
});

test('the programs that the page names exist', () => {
  const named = [...page.matchAll(/npm run ([\w:]+) -w canary-verify/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(3);
  for (const name of named) expect(scripts, name).toHaveProperty(name);
});

describe('the links between the pages of the repository', () => {
  const root = resolve(path('../..'));
  const OURS = 'https://github.com/canary-verify/canary-verify/blob/main/';
  const files = markdownFilesIn(root);

  /** The file of ours that a link names; null for the pages of others. */
  function fileOf(target: string, page: string): string | null {
    if (target.startsWith(OURS)) return resolve(root, target.slice(OURS.length));
    if (/^\w+:/.test(target)) return null;
    return target === '' ? page : resolve(dirname(page), target);
  }

  test('are found in every folder that has pages', () => {
    const names = files.map((file) => relative(root, file));
    expect(names).toEqual(
      expect.arrayContaining([
        'README.md',
        'CONTRIBUTING.md',
        'packages/canary-verify/docs/output/README.md',
      ]),
    );
    expect(files.flatMap((file) => linksIn(readFileSync(file, 'utf8'))).length).toBeGreaterThan(100);
  });

  test.each(files.map((file) => relative(root, file)))('%s has links that lead somewhere', (name) => {
    const page = resolve(root, name);
    for (const link of linksIn(readFileSync(page, 'utf8'))) {
      const [target = '', anchor] = link.split('#');
      const file = fileOf(target, page);
      if (file === null) continue;
      expect(existsSync(file), link).toBe(true);
      if (anchor !== undefined && file.endsWith('.md')) expect(anchorsIn(file), link).toContain(anchor);
    }
  });
});
