import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { fakeNineAndOne } from './replicas.js';
import { run } from './run.js';

const { installed, project } = inject('packed')['canary-verify'];
const page = readFileSync(join(installed, 'README.md'), 'utf8');
const shown = (language: string) =>
  [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)].flatMap(([, of, code = '']) =>
    of === language ? [code] : [],
  );
const TARGET = 'http://localhost:48151/version';

test('the README shows a command and a program of each kind', () => {
  expect(shown('sh')).toHaveLength(1);
  expect(shown('js').map((code) => code.split(' ')[0])).toEqual(['import', 'const']);
});

test.each(shown('sh'))('%s', async (line) => {
  await using server = await fakeNineAndOne();
  const done = await run(['bash', '-ec', line.replace(TARGET, server.url)], project);
  expect(done).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^✔ matches/) });
});

test.each(shown('js'))('%s', async (code) => {
  await using server = await fakeNineAndOne();
  const program = join(project, code.startsWith('import') ? 'shown.mjs' : 'shown.cjs');
  writeFileSync(program, code.replace(TARGET, server.url));
  expect(await run(['node', program], project)).toEqual({ exitCode: 0, stdout: 'matches\n', stderr: '' });
});
