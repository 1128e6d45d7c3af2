import { execFile } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { promisify } from 'node:util';
import { findTools, type StartedTopology, startTopology } from 'canary-verify/topology';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { canaryVerify } from '../src/command-line.js';
import { haproxyConfig, messageTopology } from '../src/message-topology.js';
import { documented, pathOf } from './documented.js';

/** Programs whose lines may be pasted into a shell. */
const PASTED = /^(?:curl|ab|(?:npx )?canary-verify) .*$/;

describe('what `inspect fixtures/haproxy/headers.cfg` prints to be pasted', () => {
  let topology: StartedTopology;
  let lines: readonly string[];
  beforeAll(async () => {
    topology = await startTopology('local', {
      ...messageTopology(2, 1),
      haproxyConfig: haproxyConfig('headers'),
    });
    // As HAProxy itself gets it: else the file's own default would be printed.
    vi.stubEnv('HAPROXY_BIND', new URL(topology.urls.service).host);
    // As the page of the fixtures says it, from the root of the repository.
    const { commands } = documented('fixtures/haproxy/README.md');
    const [, ...words] = /^npx canary-verify (inspect) (\S+)$/m.exec(commands.join('\n')) ?? [];
    const run = await canaryVerify(...words.map((word) => (word.includes('/') ? pathOf(word) : word)));
    expect(run).toMatchObject({ stderr: '', exitCode: 0 });
    lines = run.stdout.split('\n').flatMap((line) => PASTED.exec(line.trim()) ?? []);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await topology?.stop();
  });

  /** Pastes the only line of a program, and tells which backends answered how many requests meanwhile. */
  async function paste(program: string): Promise<{ stdout: string; answered: Record<string, number> }> {
    const [line, ...more] = lines.filter((line) => line.replace(/^npx /, '').startsWith(`${program} `));
    expect(more).toEqual([]);
    if (line === undefined) throw new Error(`no line for ${program} among\n${lines.join('\n')}`);
    const before = await answeredBy(topology);
    const { stdout } = await promisify(execFile)('bash', ['-c', line], { env: await shell() });
    const after = await answeredBy(topology);
    const names = Object.keys(after).filter((name) => after[name] !== before[name]);
    return {
      stdout,
      answered: Object.fromEntries(names.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)])),
    };
  }

  test('the canary answers curl', async () => {
    const { stdout, answered } = await paste('curl');
    expect(stdout).toContain('"track":"canary"');
    expect(answered).toEqual({ canary: 1 });
  });

  test('the canary answers all that ab sends', async () => {
    const { stdout, answered } = await paste('ab');
    const [, complete] = /^Complete requests: +(\d+)$/m.exec(stdout) ?? [];
    expect(stdout).not.toContain('Non-2xx');
    expect(answered).toEqual({ canary: Number(complete) });
  });

  test('canary-verify finds nothing but the canary', async () => {
    const { stdout, answered } = await paste('canary-verify');
    expect(stdout).toMatch(/^✔ matches/);
    expect(answered.canary).toBeGreaterThan(400);
  });
});

/** An environment in which all three are found. */
async function shell(): Promise<NodeJS.ProcessEnv> {
  const tools = Object.values(await findTools(['ab', 'curl']));
  const folders = [...tools.map(({ command }) => dirname(command)), pathOf('node_modules/.bin')];
  const env = Object.assign({}, ...tools.map((tool) => tool.env));
  return { ...process.env, ...env, PATH: [...folders, process.env.PATH].join(delimiter) };
}

/** How many requests each backend has answered with 2xx, by HAProxy's own statistics. */
async function answeredBy({ urls }: StartedTopology): Promise<Record<string, number>> {
  const csv = await (await fetch(`${urls.stats};csv`)).text();
  const [names = [], ...rows] = csv.split('\n').map((line) => line.replace(/^# /, '').split(','));
  const field = (row: readonly string[], name: string) => row[names.indexOf(name)] ?? '';
  const backends = rows.filter(
    (row) => field(row, 'svname') === 'BACKEND' && field(row, 'pxname') !== 'stats',
  );
  return Object.fromEntries(backends.map((row) => [field(row, 'pxname'), Number(field(row, 'hrsp_2xx'))]));
}
