import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { fakeServer, inTurn, replica } from './fake-server.js';

const path = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));
const page = readFileSync(path('docs/library.md'), 'utf8');
const programs = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, program = '']) => program);

/** In the package itself, so that its own name leads to what was built. */
const file = path('dist/library-docs-example.mjs');
afterAll(() => rmSync(file, { force: true }));

/** Runs a program of the page, without the types that only TypeScript knows. */
async function printedBy(program: string): Promise<string> {
  writeFileSync(file, program.replaceAll(' as const', ''));
  const child = spawn(process.execPath, [file]);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return stderr + stdout;
}

test('the programs of the page use the entries', () => {
  const entries = programs.map((program) => /'(canary-verify[^']*)'/.exec(program)?.[1]);
  expect(entries).toEqual(['canary-verify', 'canary-verify/haproxy', 'canary-verify/statistics']);
});

test('the first program verifies and prints the report', async () => {
  const nine = Array.from({ length: 9 }, (_, index) => replica('stable', `a-${index}`));
  await using server = await fakeServer(inTurn(...nine, replica('canary', 'b-0')));
  const program = programs[0]?.replace('http://localhost:48151/version', server.url) ?? '';
  expect(await printedBy(program)).toMatch(/^✔ matches: \d+\.\d\d % of responses came from the canary/);
});

test.each(programs.slice(1))('a program prints what its last line says: %#', async (program) => {
  const [, says = 'nothing'] = /^\/\/ (.*)$/m.exec(program) ?? [];
  expect((await printedBy(program)).trim()).toBe(says);
});
