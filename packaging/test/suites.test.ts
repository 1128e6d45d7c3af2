import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { SHOP_RUNS } from './docker.js';
import { type Finished, fromRoot, run, succeed } from './run.js';

// The suites of examples/ in a project of its own, with nothing but the tarball and the runners.
const { tarball } = inject('packed')['canary-verify'];
const folder = mkdtempSync(join(tmpdir(), 'suites-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The lines of an example's README that are typed. */
function commandsOf(example: string): string[] {
  const page = readFileSync(fromRoot(`examples/${example}/README.md`), 'utf8');
  return (/```sh\n([\s\S]*?)```/.exec(page)?.[1] ?? '').trim().split('\n');
}

const EXAMPLES = ['verify-in-vitest', 'verify-in-node-test', 'verify-in-jest'];
const SUITES = EXAMPLES.flatMap((example) => commandsOf(example).map((command) => ({ example, command })));

test('each example has a page of about ten lines', () => {
  expect(SUITES.map(({ command }) => command)).toHaveLength(4);
  for (const example of EXAMPLES)
    expect(readFileSync(fromRoot(`examples/${example}/README.md`), 'utf8').split('\n').length).toBeLessThan(
      14,
    );
});

test('the page about test suites shows an example as it is', () => {
  const page = readFileSync(fromRoot('packages/canary-verify/docs/test-suites.md'), 'utf8');
  const [, file = '', shown] = /<!-- (\S+) -->\n```js\n([\s\S]*?)```/.exec(page) ?? [];
  expect(shown).toBe(readFileSync(fromRoot(file), 'utf8'));
});

if (!SHOP_RUNS)
  test.skip('the suites: left out, because no Docker engine answers, or SHOP_IMAGE names no image', () => {});
else
  describe('a suite written with the packed library alone', () => {
    beforeAll(async () => {
      const runners = ['vitest', 'jest'].map((name) => `${name}@${versionOf(name)}`);
      writeFileSync(join(folder, 'package.json'), '{ "private": true }');
      const npm = ['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund'] as const;
      await succeed([...npm, tarball, ...runners], folder);
      for (const example of EXAMPLES) copyExample(example);
    });

    describe.each(SUITES)('$command', ({ example, command }) => {
      const suite = () => run(['bash', '-ec', command], join(folder, 'examples', example));

      test('is green', async () => {
        putShop((compose) => compose);
        const done = await suite();
        expect(printed(done)).toMatch(/(?<!\d)4 passed|pass 4\b/);
        expect(done.exitCode).toBe(0);
      });

      test('is red with the report when the split is bent', async () => {
        putShop((compose) => compose.replace('deploy: { replicas: 1 }', 'deploy: { replicas: 3 }'));
        const done = await suite();
        expect(printed(done)).toMatch(/✘ differs: \d+\.\d\d % of responses came from the canary, not 20 %/);
        expect(done.exitCode).not.toBe(0);
      });
    });
  });

function versionOf(name: string): string {
  return JSON.parse(readFileSync(fromRoot(`node_modules/${name}/package.json`), 'utf8')).version;
}

function copyExample(example: string): void {
  const target = join(folder, 'examples', example);
  mkdirSync(target, { recursive: true });
  cpSync(fromRoot(`examples/${example}`), target, {
    recursive: true,
    filter: (path) => !path.includes('node_modules'),
  });
}

/** Puts the shop where the suites look for it, with its compose file as it is or bent. */
function putShop(bend: (compose: string) => string): void {
  const target = join(folder, 'fixtures/shop');
  cpSync(fromRoot('fixtures/shop'), target, { recursive: true });
  const compose = readFileSync(fromRoot('fixtures/shop/compose.yaml'), 'utf8');
  writeFileSync(join(target, 'compose.yaml'), bend(compose));
}

function printed({ stdout, stderr }: Finished): string {
  return stdout + stderr;
}
