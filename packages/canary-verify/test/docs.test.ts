import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { fakeServer, inTurn, replicaOf } from './fake-server.js';

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
