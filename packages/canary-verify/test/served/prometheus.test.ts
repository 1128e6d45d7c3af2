import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import type { Tool } from '../../src/system/tool.js';
import { freePorts } from '../../src/topology/free-port.js';
import { type FakeServer, fakeServer, inTurn, replica, replicaOf } from '../fake-server.js';
import { describeWith } from '../real-proxies/running-proxy.js';
import { type NamedServers, serversAt } from '../servers-at.js';

const bin = fileURLToPath(new URL('../../bin/canary-verify.js', import.meta.url));
const text = (path: string) => readFileSync(new URL(`../../docs/${path}`, import.meta.url), 'utf8');
const blockOf = (file: string) =>
  new RegExp(`\`\`\`yaml\\n# ${file}\\n([\\s\\S]*?)\`\`\``).exec(text('watch.md'))?.[1] ?? '';

interface Panel {
  id: number;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource: { uid: string };
  targets: { expr: string; datasource: { uid: string } }[];
}
interface Dashboard {
  panels: Panel[];
  templating: { list: { name: string; query: string | { query: string } }[] };
}
const dashboard: Dashboard = JSON.parse(text('watch/grafana-dashboard.json'));
const asked = dashboard.panels.flatMap(({ title, targets }) =>
  targets.map(({ expr }) => [title, expr] as const),
);

/** They have no series while all is well: nothing fails, and nothing was found. */
const EMPTY_WHEN_HEALTHY = ['Failures by cause', 'What the latest run found'];

/** As Grafana does it when all is chosen. */
const expanded = (expr: string) =>
  expr.replaceAll(/\$(target|arm)\b/g, '.*').replaceAll('$__rate_interval', '1m');

describe('the dashboard', () => {
  test('asks the data source that is chosen, in each panel, and knows every variable that it names', () => {
    const variables = dashboard.templating.list.map(({ name }) => `$${name}`);
    for (const { datasource, targets } of dashboard.panels)
      for (const { uid } of [datasource, ...targets.map((target) => target.datasource)])
        expect(uid).toMatch(/^\$\{datasource\}$/);
    const named = asked.flatMap(([, expr]) => expr.match(/\$(?!__)\w+/g) ?? []);
    expect(variables).toEqual(expect.arrayContaining(named));
  });

  test('has panels with ids of their own that lie beside each other', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(cells.every((cell) => Number(cell.split(' ')[0]) < 24)).toBe(true);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});

await describeWith('prometheus', (tool) => {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const { traffic, listener } = switchable();
  const ending: (() => Promise<unknown>)[] = [];
  let proxy: FakeServer;
  let named: NamedServers;
  let versions: FakeServer;
  let origin: string;
  let watcher: Watcher;

  beforeAll(async () => {
    proxy = await fakeServer(listener);
    named = await serversAt(nineAndOne(), nineAndOne());
    const one = replicaOf('v1', 'stable');
    versions = await fakeServer(inTurn(...Array.from({ length: 9 }, () => one), replicaOf('v2', 'canary')));
    for (const server of [proxy, named, versions]) ending.push(async () => server[Symbol.asyncDispose]());
    const { target, resolve } = named.options;
    const watchers = await Promise.all([
      watch(['--expect', '10%', proxy.url]),
      watch(['--expect', '10%', ...resolve.flatMap((one) => ['--resolve', one]), target]),
      watch(['--expect', 'v1=90%,v2=10%', versions.url]),
    ]);
    ending.unshift(...watchers.map(({ end }) => end));
    [watcher] = watchers as [Watcher, ...Watcher[]];
    const hosts = watchers.map(({ host }) => host);
    origin = await startPrometheus(tool, hosts);
  });
  afterAll(async () => {
    for (const end of ending) await end();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Prometheus as the page configures it, at these watchers, once a second. */
  async function startPrometheus({ command, env }: Tool, hosts: string[]): Promise<string> {
    const [port] = await freePorts(1);
    const often = 'global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }\n';
    const config = join(folder, 'prometheus.yml');
    writeFileSync(config, often + blockOf('prometheus.yml').replace('localhost:9464', hosts.join(', ')));
    writeFileSync(join(folder, 'canary-verify.rules.yml'), blockOf('canary-verify.rules.yml'));
    const place = [`--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=127.0.0.1:${port}`];
    const child = spawn(command, [`--config.file=${config}`, ...place, '--log.level=error'], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    ending.push(() => ended(child, 'SIGTERM'));
    const url = `http://127.0.0.1:${port}`;
    await eventually(
      'Prometheus is ready',
      async () => (await fetch(`${url}/-/ready`).catch(() => null))?.ok,
    );
    return url;
  }

  async function ask<Answer>(path: string): Promise<Answer> {
    const answer = (await (await fetch(`${origin}/api/v1/${path}`)).json()) as {
      data?: Answer;
      error?: string;
    };
    if (answer.data === undefined) throw new Error(`${path}: ${answer.error}`);
    return answer.data;
  }
  const seriesOf = async (expr: string) =>
    (await ask<{ result: unknown[] }>(`query?query=${encodeURIComponent(expanded(expr))}`)).result;
  const alerts = async () =>
    (await ask<{ alerts: { labels: { alertname: string } }[] }>('alerts')).alerts.map(
      ({ labels }) => labels.alertname,
    );

  test('promtool takes the configuration and the rules of the page', async () => {
    const promtool = join(dirname(tool.command), 'promtool');
    const { stdout } = await promisify(execFile)(
      promtool,
      ['check', 'config', join(folder, 'prometheus.yml')],
      {
        env: { ...process.env, ...tool.env },
      },
    );
    expect(stdout).toMatch(/SUCCESS: 4 rules found/);
  });

  describe('while all is well', () => {
    test.each(asked.filter(([title]) => !EMPTY_WHEN_HEALTHY.includes(title)))(
      '%s has series: %s',
      async (_, expr) => {
        const series = await eventually(`series of ${expr}`, async () => {
          const found = await seriesOf(expr);
          return found.length > 0 && found;
        });
        expect(series.length).toBeGreaterThan(0);
      },
    );

    test('the variables of the dashboard have values', async () => {
      const labels = dashboard.templating.list.flatMap(({ query }) =>
        typeof query === 'string'
          ? []
          : (/^label_values\((\w+), (\w+)\)$/.exec(query.query)?.slice(1, 3) ?? []),
      );
      expect(labels).toEqual(['canary_verify_verdict', 'target', 'canary_verify_verdict', 'arm']);
      for (const label of ['target', 'arm'])
        expect(await ask<string[]>(`label/${label}/values?match[]=canary_verify_verdict`)).not.toEqual([]);
    });

    test('what is empty then is empty, and no rule is active', async () => {
      for (const [title, expr] of asked)
        if (EMPTY_WHEN_HEALTHY.includes(title)) expect(await seriesOf(expr), expr).toEqual([]);
      await eventually('no alert', async () => (await alerts()).length === 0);
    });
  });

  test('while the canary fails, what was empty has series, and the rule says so', async () => {
    traffic.now = 'failing';
    for (const [title, expr] of asked)
      if (EMPTY_WHEN_HEALTHY.includes(title))
        await eventually(`${title}: ${expr}`, async () => (await seriesOf(expr)).length > 0);
    await eventually('the alert', async () => (await alerts()).includes('CanaryWorse'));
  });

  test('while the share is wrong, the rule says so', async () => {
    traffic.now = 'bent';
    await eventually('the alert', async () => (await alerts()).includes('CanaryShareDiffers'));
  });

  test('while nobody answers, the rule says that nothing is measured', async () => {
    await proxy[Symbol.asyncDispose]();
    await eventually('the alert', async () => (await alerts()).includes('CanaryNotMeasured'));
  });

  test('when a watcher has ended, its verdict is gone and the rule says that nobody watches', async () => {
    await watcher.end();
    await eventually('the alert', async () => (await alerts()).includes('CanaryNotWatched'));
    expect(await seriesOf(`canary_verify_verdict{instance="${watcher.host}"}`)).toEqual([]);
  });

  interface Watcher {
    host: string;
    end(): Promise<unknown>;
  }

  /** A real `watch --listen`, which verifies once a second. */
  async function watch(argv: readonly string[]): Promise<Watcher> {
    const child = spawn(process.execPath, [bin, 'watch', '--pause', '1s', '--listen', ':0', ...argv], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [line] = (await once(createInterface(child.stderr), 'line')) as [string];
    child.stderr.resume();
    return { host: new URL(line.replace('listening on ', '')).host, end: () => ended(child, 'SIGINT') };
  }
});

function nineAndOne(): RequestListener {
  const stable = Array.from({ length: 9 }, (_, index) => replica('stable', `a-${index}`));
  return inTurn(...stable, replica('canary', 'b-0'));
}

type Traffic = 'healthy' | 'failing' | 'bent';

/** Nine stable replicas and one canary; or every other request of the canary fails; or it gets half of all requests. */
function switchable(): { traffic: { now: Traffic }; listener: RequestListener } {
  const traffic: { now: Traffic } = { now: 'healthy' };
  const broken: RequestListener = (_, response) =>
    response.writeHead(503, { 'X-Service-Track': 'canary', 'X-Service-Version': '1.1.0' }).end();
  const stable = Array.from({ length: 9 }, (_, index) => replica('stable', `a-${index}`));
  const canary = replica('canary', 'b-0');
  const listeners: Record<Traffic, RequestListener> = {
    healthy: nineAndOne(),
    failing: inTurn(...stable, canary, ...stable, broken),
    bent: inTurn(replica('stable', 'a-0'), canary),
  };
  return { traffic, listener: (...exchange) => listeners[traffic.now](...exchange) };
}

async function ended(child: ReturnType<typeof spawn>, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill(signal);
  await closed;
}
