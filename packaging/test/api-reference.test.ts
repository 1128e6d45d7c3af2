import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fakeServer, replica } from '../../packages/canary-verify/test/fake-server.js';
import { SHOP_RUNS } from './docker.js';
import { type ExamplePrograms, examplePrograms } from './example-programs.js';
import { fakeNineAndOne } from './replicas.js';
import { fromRoot, run } from './run.js';

/** What TypeDoc writes about a symbol, as far as it is used. */
interface Reflection {
  name: string;
  variant?: string;
  kind: number;
  children?: Reflection[];
  signatures?: Reflection[];
  comment?: ReflectionComment;
}

interface ReflectionComment {
  blockTags?: { tag: string; content: { text: string }[] }[];
}

/** TypeDoc's number for a function. */
const FUNCTION = 64;

const folder = mkdtempSync(join(tmpdir(), 'api-reference-'));
afterAll(() => rmSync(folder, { recursive: true }));

let packages: Reflection[] = [];
beforeAll(async () => {
  const file = join(folder, 'api.json');
  const typedoc = ['npx', 'typedoc', '--json', file, '--logLevel', 'Warn'] as const;
  // Warnings are errors here: a public name without a comment, a link that leads nowhere.
  expect(await run(typedoc, fromRoot('.'))).toMatchObject({ exitCode: 0 });
  packages = (JSON.parse(readFileSync(file, 'utf8')) as Reflection).children ?? [];
});

function functionsOf(entry: string): Reflection[] {
  const all = packages.flatMap(({ children = [] }) => children);
  const module = all.find(({ name }) => name === entry);
  return (module?.children ?? []).filter(({ kind }) => kind === FUNCTION);
}

function exampleOf({ comment, signatures: [signature] = [] }: Reflection): string {
  const tags = (signature?.comment ?? comment)?.blockTags;
  return (
    tags
      ?.find(({ tag }) => tag === '@example')
      ?.content.map(({ text }) => text)
      .join('') ?? ''
  );
}

/** Every example of the reference, by the name that it belongs to; those of statistics with an import of their door. */
function allExamples(): Map<string, string> {
  const examples = new Map<string, string>();
  for (const entry of packages.flatMap(({ children = [] }) => children))
    for (const one of entry.children ?? []) {
      const example = linesOf(exampleOf(one)).join('\n');
      if (example === '') continue;
      const statistics = entry.name === 'statistics';
      examples.set(one.name, statistics ? `${doorImport(entry)}\n${example}` : example);
    }
  return examples;
}

function doorImport({ children = [] }: Reflection): string {
  const functions = children.filter(({ kind }) => kind === FUNCTION).map(({ name }) => name);
  return `import { ${functions.join(', ')} } from 'canary-verify/statistics';`;
}

test('the reference has all entries of both packages', () => {
  const names = packages.flatMap(({ children = [] }) => children.map(({ name }) => name));
  expect(names).toEqual(
    expect.arrayContaining([
      'index',
      'haproxy/entry',
      'reporters',
      'statistics',
      'rollout',
      'topology',
      'discovery',
    ]),
  );
});

describe('the examples of canary-verify/statistics', () => {
  const door = createRequire(fromRoot('packages/canary-verify/package.json'))(
    fromRoot('packages/canary-verify/dist/statistics/index.js'),
  );

  test('every function has an example that gives what its comments say', () => {
    const functions = functionsOf('statistics');
    expect(functions.map(({ name }) => name).sort()).toEqual(
      Object.keys(door)
        .filter((name) => typeof door[name] === 'function')
        .sort(),
    );
    for (const one of functions)
      expect(outcomesOf(exampleOf(one), door), one.name).toEqual(saidBy(exampleOf(one)));
  });
});

describe('the examples as programs of a user', () => {
  const TARGET = 'http://localhost:48151/version';
  let programs: ExamplePrograms;
  beforeAll(async () => {
    programs = await examplePrograms(allExamples());
  });
  afterAll(() => programs?.[Symbol.dispose]());

  test('all of them are type-checked', () => {
    const others = [...allExamples()].filter(([, text]) => !text.includes("'canary-verify/statistics'"));
    // A new name here needs a test below that runs its example; `CanaryVerifyConfig` and `RolloutFile` are types and do nothing.
    expect(others.map(([name]) => name).sort()).toEqual([
      'CanaryVerifyConfig',
      'ConsulContainer',
      'HaproxyContainer',
      'RolloutFile',
      'assertSplit',
      'explain',
      'inspect',
      'removeReused',
      'renderReport',
      'requestTo',
      'rollOut',
      'share',
      'startTopology',
      'untilRouted',
      'verify',
      'verifyHeaders',
    ]);
    expect(programs.compiled).toMatchObject({ stdout: '', exitCode: 0 });
  });

  test('verify prints the verdict, the share and the interval', async () => {
    await using proxy = await fakeNineAndOne();
    const { stdout, stderr } = await programs.run('verify', { [TARGET]: proxy.url });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^matches 0\.\d+ \[ 0\.\d+, 0\.\d+ \]\n$/);
  });

  test('assertSplit is silent when the claim is true', async () => {
    await using proxy = await fakeNineAndOne();
    const done = await programs.run('assertSplit', { [TARGET]: proxy.url });
    expect(done).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  test.skipIf(!SHOP_RUNS)('startTopology starts the shop and prints its URL', async () => {
    const files = ['compose.yaml', 'haproxy.cfg'].map((name) => [
      name,
      readFileSync(fromRoot(`fixtures/shop/${name}`), 'utf8'),
    ]);
    const { stdout, stderr } = await programs.run('startTopology', {}, Object.fromEntries(files));
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
  });

  test.skipIf(!SHOP_RUNS)('removeReused finds nothing where nothing was kept', async () => {
    const { stdout, stderr } = await programs.run('removeReused');
    expect(stderr).toBe('');
    expect(stdout).toBe('[]\n');
  });

  test.skipIf(!SHOP_RUNS)('ConsulContainer starts Consul, which leads', async () => {
    const { stdout, stderr } = await programs.run('ConsulContainer', imagesHere());
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^[\d.]+:8300\n$/);
  });

  test.skipIf(!SHOP_RUNS)('HaproxyContainer starts HAProxy and prints its URL', async () => {
    const { stdout, stderr } = await programs.run('HaproxyContainer', imagesHere());
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^http:\/\/[^/]+:\d+\n$/);
  });

  test('renderReport prints the report', async () => {
    await using proxy = await fakeNineAndOne();
    const { stdout, stderr } = await programs.run('renderReport', { [TARGET]: proxy.url });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^✔ matches: \d+\.\d\d % of responses came from the canary/);
  });

  test('inspect prints what its comment says', async () => {
    const { stdout, stderr } = await programs.run('inspect');
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe(/ \/\/ (.*)$/m.exec(allExamples().get('inspect') ?? '')?.[1]);
  });

  test('requestTo prints what its comment says', async () => {
    const { stdout, stderr } = await programs.run('requestTo');
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe(/ \/\/ (.*)$/m.exec(allExamples().get('requestTo') ?? '')?.[1]);
  });

  test('rollOut goes as far as the traffic follows, and says why no further', async () => {
    await using proxy = await fakeNineAndOne();
    const { stdout, stderr } = await programs.run('rollOut', { [TARGET]: proxy.url }, { 'share.txt': '0' });
    expect(stderr).toBe('');
    expect(stdout).toBe('held the canary gets less than it should\n');
  });

  test('share sets it, and says what the traffic has', async () => {
    await using proxy = await fakeNineAndOne();
    const { stdout, stderr } = await programs.run('share', { [TARGET]: proxy.url }, { 'share.txt': '0' });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^matches 0\.\d+ null\n$/);
  });

  test('untilRouted says that just the wanted replicas answer', async () => {
    await using proxy = await fakeNineAndOne();
    const { stdout, stderr } = await programs.run('untilRouted', { [TARGET]: proxy.url });
    expect(stderr).toBe('');
    expect(stdout).toBe('true 0\n');
  });

  test('verifyHeaders prints an outcome for each kind of request', async () => {
    const [stable, canary] = [replica('stable', 'a'), replica('canary', 'b')];
    await using proxy = await fakeServer((request, response) =>
      (request.headers['x-canary'] === 'always' ? canary : stable)(request, response),
    );
    const config = `frontend shop
  mode http
  use_backend shop-canary if { req.hdr(X-Canary) -m str always }
  default_backend shop
backend shop
  mode http
  server stable 127.0.0.1:1
backend shop-canary
  mode http
  server canary 127.0.0.1:2
`;
    const files = { 'haproxy.cfg': config };
    const { stdout, stderr } = await programs.run('verifyHeaders', { [TARGET]: proxy.url }, files);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^matches X-Canary/m);
  });

  test('explain prints the kinds of its diagnoses', async () => {
    await using proxy = await fakeNineAndOne();
    // This server answers as a service does: neither as Consul nor as HAProxy's stats page.
    const { origin } = new URL(proxy.url);
    const replaced = {
      [TARGET]: proxy.url,
      'http://localhost:8500': origin,
      'http://localhost:48152': origin,
    };
    const { stdout, stderr } = await programs.run('explain', replaced);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^source-unreadable$/m);
  });
});

/** The images of the examples, and those that there are here. Testcontainers' own cleaner is one more. */
function imagesHere(): Record<string, string> {
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  const { CONSUL_IMAGE = 'hashicorp/consul:1.20.6', HAPROXY_IMAGE = 'haproxy:3.0.25' } = process.env;
  return { 'hashicorp/consul:1.20.6': CONSUL_IMAGE, 'haproxy:3.0.25': HAPROXY_IMAGE };
}

/** The lines of an example, without its fence. */
function linesOf(example: string): string[] {
  return example.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('```'));
}

/** What the comments of an example say: values as JavaScript writes them. */
function saidBy(example: string): unknown[] {
  const said = linesOf(example).flatMap((line) => / \/\/ (.*)$/.exec(line)?.[1] ?? []);
  expect(said, example).not.toHaveLength(0);
  return said.map((value) => new Function(`return ${value}`)());
}

/** What the lines with a comment come to, run in their order. */
function outcomesOf(example: string, door: Readonly<Record<string, unknown>>): unknown[] {
  // What only TypeScript knows is left out.
  const body = linesOf(example).map((line) => {
    const code = line.replaceAll(' as const', '');
    const [, expression] = /^(.*?) \/\/ /.exec(code) ?? [];
    return expression === undefined ? code : `outcomes.push(${expression})`;
  });
  const program = new Function('outcomes', ...Object.keys(door), body.join('\n'));
  const outcomes: unknown[] = [];
  program(outcomes, ...Object.values(door));
  return outcomes;
}
