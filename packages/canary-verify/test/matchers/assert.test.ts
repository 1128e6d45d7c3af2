import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  assertReplicas,
  assertRouting,
  assertRoutingOf,
  assertSplit,
  assertVerdict,
  assertVersion,
} from '../../src/matchers/assert.js';
import { verify } from '../../src/verify.js';
import { fakeServer, inTurn, replica } from '../fake-server.js';
import { PACKAGE } from './run-suites.js';

const nineAndOne = () =>
  fakeServer(
    inTurn(
      ...Array.from({ length: 9 }, (_, index) => replica('stable', `stable-${index}`)),
      replica('canary', 'canary-1'),
    ),
  );

test('each assertion of a true claim resolves', async () => {
  await using server = await nineAndOne();
  await using canary = await fakeServer(replica('canary', 'canary-1'));
  await assertSplit(new URL(server.url), '10%');
  await assertReplicas(server.url, { stable: 9, canary: 1 });
  await assertRouting(canary.url, 'X-Canary: always', { to: 'canary', leak: '2%' });
  await assertVersion(canary.url, '1.1.0');
  assertVerdict(await verify({ target: server.url, expect: '10%' }), 'matches');
});

describe('each assertion of a false claim rejects with its name and the report', () => {
  const config = new URL('haproxy.cfg', import.meta.url).pathname;
  test.each<[string, (url: string) => Promise<unknown>]>([
    ['assertSplit', (url) => assertSplit(url, '50%')],
    ['assertReplicas', (url) => assertReplicas(url, { stable: 9, canary: 2 }, { expect: '10%' })],
    ['assertRouting', (url) => assertRouting(url, 'X-Canary: always', { to: 'canary' })],
    ['assertRoutingOf', (url) => assertRoutingOf(url, config)],
    ['assertVersion', (url) => assertVersion(url, '1.0.0')],
    ['assertVerdict', async (target) => assertVerdict(await verify({ target, expect: '50%' }), 'matches')],
  ])('%s', async (name, claim) => {
    await using server = await nineAndOne();
    const failure = await claim(server.url).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ name: 'AssertionError', code: 'ERR_ASSERTION', operator: name });
    expect(String(failure)).toMatch(/: ?\n\n✘ differs: /);
  });
});

test('what is not known is no success', async () => {
  await expect(assertSplit('http://127.0.0.1:1/version', '10%')).rejects.toThrow(/! unmeasured/);
});

test('the same line that asks again after a failure is refused, whatever the traffic is like by then', async () => {
  let share = replica('canary', 'canary-1');
  await using server = await fakeServer((request, response) => share(request, response));
  const claim = () => assertSplit(server.url, '0%');
  await expect(claim()).rejects.toThrow(/✘ differs/);
  share = replica('stable', 'stable-1');
  // As Playwright's `toPass` does, until it passes.
  await expect(claim()).rejects.toThrow(/retry is refused: a claim that is measured until it passes/);
  await assertSplit(server.url, '0%');
});

test('in node:test a false claim fails its test, with the report in the output', async () => {
  await using server = await nineAndOne();
  const folder = await mkdtemp(join(PACKAGE, '.suite-'));
  try {
    const suite = join(folder, 'suite.test.mjs');
    await writeFile(
      suite,
      `import { test } from 'node:test';
import { assertSplit } from 'canary-verify/assert';
test('a true claim', () => assertSplit(process.env.TARGET, '10%'));
test('a false claim', () => assertSplit(process.env.TARGET, '50%'));
`,
    );
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const run = promisify(execFile)(process.execPath, ['--test', '--test-reporter=tap', suite], {
      env: { ...env, TARGET: server.url },
    });
    const { stdout } = await run.catch((error: { stdout: string }) => error);
    expect(stdout).toMatch(/^ *ok \d - a true claim$/m);
    expect(stdout).toMatch(/^ *not ok \d - a false claim$[\s\S]*✘ differs: \d+\.\d\d % of responses/m);
  } finally {
    await rm(folder, { recursive: true });
  }
});
