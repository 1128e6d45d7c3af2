import { createHash } from 'node:crypto';

/** A command line that cannot be used, and what stands in the environment. */
export interface UsageErrorCase {
  argv: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** The folder of FILES in which it runs. */
  folder?: string;
  /** The package `yaml` is not installed. */
  withoutYaml?: boolean;
}

/** Where a rollout stands that has only begun. */
const BEGUN = {
  ...{
    v: 1,
    seq: 0,
    at: '2026-11-30T10:00:00.000Z',
    prev: createHash('sha256').digest('hex'),
    type: 'started',
  },
  plan: {
    ...{ name: 'shop', on: {}, exchanged: false, errorRate: 0.01, drainMs: 0, warmUpMs: 0 },
    steps: [{ header: null, share: 1, tolerance: 0, replicas: null, bakeMs: 0, pause: null }],
  },
  ...{
    file: 'rollout.json',
    digest: 'another',
    by: 'somebody',
    places: ['a map'],
    replicas: null,
    remarks: [],
  },
};

/** A plan whose share two commands set and read: 10 %. */
function rolloutPlan(more: object): string {
  return JSON.stringify({
    ...{ name: 'shop', steps: ['10%'], setCommand: 'true', getCommand: 'echo 10', ...more },
  });
}

const expecting = (...argv: string[]): UsageErrorCase => ({ argv: ['--expect', '10%', ...argv] });

/** The files where the commands run, by folder and name. */
export const FILES: Readonly<Record<string, string>> = {
  'notes.txt': 'no certificate',
  'broken.pem': '-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n',
  'failing.js': "throw new Error('no database');",
  'list.json': '[]',
  'target.json': '{"target": 48151}',
  'key.json': '{"expct": "10%"}',
  'switch.json': '{"quiet": "yes"}',
  'header.json': '{"header": {"X-Canary": "always"}}',
  'value.json': '{"expect": ["10%"]}',
  'nothing.cfg': '',
  'some.yaml': 'expect: 10%',
  'only-backend.cfg': 'backend stable\n',
  'one-rule.cfg': `frontend shop
  mode http
  bind :80
  use_backend canary if { req.hdr(X-Canary) -m str always }
  default_backend stable
frontend admin
  mode http
  bind :81
  use_backend %[lua.pick]
backend stable
  server s1 127.0.0.1:1
backend canary
  server s2 127.0.0.1:2
`,
  'three-backends.cfg': `frontend shop
  mode http
  bind :80
  use_backend beta if { req.hdr(X-Beta) yes }
  use_backend next if { req.hdr(X-Next) yes }
  default_backend stable
backend stable
  server s3 127.0.0.1:3
backend beta
  server s4 127.0.0.1:4
backend next
  server s5 127.0.0.1:5
`,
  'two/canary-verify.config.json': '{}',
  'two/canary-verify.config.yaml': '',
  'haproxy.cfg': 'backend canary\n',
  'rollout.json': rolloutPlan({}),
  'rollout-command.json': '{"name": "shop", "steps": ["10%"], "setCommand": 1}',
  'rollout-step.json': '{"name": "shop", "steps": ["10%", {"share": "50%", "bak": "10m"}]}',
  'rollout-scale.json': rolloutPlan({ scale: { compos: 'shop/web+web-next' } }),
  'rollout-unscaled.json': rolloutPlan({ steps: [{ share: '10%', replicas: 1 }] }),
  'rollout-gone.json': rolloutPlan({ scale: { setCommand: 'true', getCommand: 'echo 0' } }),
  'rollout-few.json': rolloutPlan({
    scale: { setCommand: 'true', getCommand: 'echo 4' },
    steps: [{ share: '50%', replicas: 1 }],
  }),
  'rollout-both.json': JSON.stringify({
    ...{ name: 'shop', steps: ['10%'], compose: 'shop/web+web-next' },
    scale: { compose: 'shop/web+web-next' },
  }),
  'rollout-expect.json': rolloutPlan({ expect: '10%' }),
  'rollout-pause.json': rolloutPlan({ pause: '1h' }),
  'rollout-drain.json': rolloutPlan({ drain: '3s' }),
  'rollout-services.json': rolloutPlan({ services: 'shop-v1+shop-v2' }),
  'rollout-tolerance.json': rolloutPlan({ steps: ['100%'], tolerance: '3pp' }),
  'rollout-replicas.json': rolloutPlan({
    ...{ replicas: '9+1', scale: { setCommand: 'true', getCommand: 'echo 4' } },
  }),
  'rollout-consul.json': JSON.stringify({
    ...{ name: 'shop', steps: ['10%'], compose: 'shop/web+web-next', consul: 'http://localhost:9' },
  }),
  'rollout-again.json': rolloutPlan({ getCommand: 'echo 100' }),
  'rollout-other.json': rolloutPlan({ steps: ['33%'] }),
  'state/turned.jsonl': `${JSON.stringify({ ...BEGUN, file: 'rollout-turned.json', plan: { ...BEGUN.plan, exchanged: true } })}\n`,
  'rollout-turned.json': rolloutPlan({}),
  'state/shop.jsonl': `${JSON.stringify(BEGUN)}\n`,
  'started/compose.yaml': '',
  'started/package.json': '{}',
};

/** Every way to be refused. Add a UsageError to the command: add its case here. */
export const USAGE_ERROR_CASES: readonly UsageErrorCase[] = [
  { argv: [] },
  { argv: ['--expct', '10%'] },
  { argv: ['--nothing-like-it'] },
  { argv: ['--expect'] },
  { argv: ['--expect', '10', '%'] },
  expecting('--quiet=yes'),
  expecting('-d', '30s'),
  expecting('-d', '{}'),
  expecting('-q', '50'),
  expecting('-m', '10'),
  expecting('-timeout', '5s'),
  { argv: ['inspect', 'haproxy.cfg', '-k'] },
  { argv: ['verfy', '--expect', '10%'] },
  expecting('verify'),
  { argv: ['help', 'everything'] },
  expecting('shop', 'shop.example'),
  { argv: [], env: { CANARY_VERIFY_QUIET: 'maybe' } },

  { argv: ['--expect', 'banana'] },
  { argv: ['--expect', '10'] },
  { argv: ['--expect', '=10%'] },
  { argv: ['--expect', 'v1=100%,v2=0%'] },
  { argv: ['--expect', 'v1=50%,v1=50%'] },
  { argv: ['--expect', 'v1=70%,v2=20%'] },
  expecting('--max-errors', '0%'),
  expecting('--worse-ratio', '1'),
  expecting('--tolerance', 'little'),
  expecting('--tolerance', '10pp'),
  { argv: ['--expect', '0%', '--tolerance', '1pp'] },
  { argv: ['--expect', '0%', '--leak', '0%'] },
  expecting('--confidence', '40%'),
  expecting('--decide', '--decide-half'),
  expecting('--replicas', '10'),
  expecting('--replicas', '0+0'),
  expecting('--consul', 'localhost:8500', '--replicas', '9+1'),
  expecting('--consul', 'local host'),
  { ...expecting('--consul', 'localhost:8500'), env: { CONSUL_HTTP_TOKEN: 'two words' } },
  expecting('--consul', 'localhost:8500', '--services', 'shop'),
  expecting('--consul', 'localhost:8500', '--services', 'a+b+c'),
  { argv: ['--expect', 'auto'] },
  { argv: ['--expect', 'auto', '--consul', 'localhost:48199'] },
  { argv: ['--expect', 'auto', '--config', 'nothing.cfg'] },
  expecting('--config', 'two'),
  expecting('--haproxy-stats', 'local host'),
  expecting('--haproxy-stats', 'localhost:99999'),
  { argv: ['explain'] },
  { argv: ['wait'] },
  { argv: ['watch', '--follow', '--until-differs'] },

  expecting('ftp://shop.example/version'),
  expecting('http://me:secret@shop.example/version'),
  expecting('--path', 'version'),
  expecting('-H', 'X-Canary'),
  expecting('-H', 'X Canary: always'),
  expecting('-H', 'X-Canary: \u0007'),
  expecting('-H', 'Content-Length: 10'),
  expecting('--method', 'BREW'),
  expecting('--method', 'GET', '--body', '{}'),
  expecting('--cacert', '/no/such/ca.pem'),
  expecting('--cacert', 'notes.txt'),
  expecting('--cert', 'broken.pem', '--key', 'broken.pem'),
  expecting('--cert', 'client.pem'),
  expecting('--connect-to', 'elsewhere'),
  expecting('--connect-to', 'localhost:8080', '--unix-socket', '/run/proxy.sock'),
  expecting('--unix-socket', ''),
  expecting('--resolve', 'shop'),
  expecting('--resolve', 'shop:80:127.0.0.1', 'http://shop.example/version'),
  expecting('--location', '--method', 'POST'),
  expecting('--by', 'cookie'),
  expecting('--by', 'body:('),
  expecting('--instance', 'status'),
  expecting('--settle', '30s'),
  expecting('--canary', '1.1.0', '--stable', '1.1.0'),

  expecting('-H', 'Host: a', '-H', 'Host: b'),
  { argv: ['--arm', 'X-Canary: always'] },
  { argv: ['--arm', 'X-Canary => canary'] },
  { argv: ['--arm', 'X-Canary: always => canaries'] },
  { argv: ['--arm', '=> stable', '--tolerance', '1pp'] },
  expecting('--arm', '=> stable'),
  expecting('--second-hop', 'status'),
  { argv: ['headers'] },
  { argv: ['headers', '--config', 'only-backend.cfg'] },
  { argv: ['headers', '--config', 'one-rule.cfg'] },
  { argv: ['headers', '--config', 'one-rule.cfg', '--frontend', 'checkout'] },
  { argv: ['headers', '--config', 'one-rule.cfg', '--frontend', 'admin'] },
  { argv: ['headers', '--config', 'one-rule.cfg', '--frontend', 'shop', '--canary-backend', 'beta'] },
  { argv: ['headers', '--config', 'one-rule.cfg', 'http://localhost:9/'] },
  { argv: ['headers', '--quick', '--arm', '=> stable'] },
  {
    argv: [
      ...['headers', '--quick', '--config', 'one-rule.cfg', '--frontend', 'shop'],
      ...['--second-hop', 'header:X-Credit'],
    ],
  },
  { argv: ['headers', '--quick', '--leak', '10%', '--config', 'one-rule.cfg', '--frontend', 'shop'] },
  { argv: ['headers', '--config', 'three-backends.cfg', '--frontend', 'shop'] },

  expecting('--connections', 'many'),
  expecting('--connections', '0'),
  expecting('--connection-mode', 'new'),
  expecting('--max-time', 'soon'),
  expecting('--rate', 'fast'),
  expecting('--rate', '0'),
  expecting('--over', 'soon'),
  expecting('--over', '0'),
  expecting('--over', '1m', '--rate', '5'),
  expecting('--over', '1m', '--max-time', '30s'),

  { argv: ['--config', 'nowhere.json'] },
  { argv: ['--config', 'notes.txt'] },
  { argv: ['--config', 'key.json', '--config', 'list.json'] },
  { argv: [], folder: 'two' },
  { argv: ['--config', 'failing.js'] },
  { argv: ['--config', 'list.json'] },
  { argv: ['--config', 'target.json'] },
  { argv: ['--config', 'key.json'] },
  { argv: ['--config', 'switch.json'] },
  { argv: ['--config', 'header.json'] },
  { argv: ['--config', 'value.json'] },
  { argv: ['--config', 'some.yaml'], withoutYaml: true },
  { argv: ['completion', 'tcsh'] },
  { argv: ['init', 'started'] },
  { argv: ['init', 'notes.txt'] },
  { argv: ['init', 'one', 'two'] },

  expecting('--reporter', 'xml'),
  expecting('--reporter', 'json', '--reporter', 'markdown'),
  expecting('--reporter', 'html=/no/such/folder/report.html'),
  expecting('--reporter', 'html=two'),
  expecting('--reporter', 'json=report', '--reporter', 'html=two/../report'),

  { argv: ['share', '10%'] },
  { argv: ['share', '--map', 'share.map', '--weights', 'shop/canary-'] },
  { argv: ['share', '--map', 'share.map'] },
  { argv: ['share', '--map', 'share.map', '--haproxy-stats', 'http://localhost:9/stats'] },
  { argv: ['share', '--map', 'share.map', '--map-all', 'all', '--haproxy-stats', 'localhost:9'] },
  { argv: ['share', '--weights', 'shop', '--haproxy-stats', 'localhost:9'] },
  { argv: ['share', '--weights', 'shop/canary-', '--map-key', 'shop', '--haproxy-stats', 'localhost:9'] },
  { argv: ['share', '--consul-weights', 'shop', '--haproxy-stats', 'localhost:9'] },
  { argv: ['share', '--consul-weights', 'shop/canary-', '--haproxy-stats', 'localhost:9'] },
  { argv: ['share', '--weights', 'shop/canary-', '--consul-agent', 'http://localhost:9'] },
  { argv: ['share', '--weights', 'shop/canary-', '--consul-kv', 'shop/share'] },
  {
    argv: [
      ...['share', '--map', 'share.map', '--haproxy-stats', 'localhost:9'],
      ...['--consul-kv', '/shop/', '--consul-agent', 'http://localhost:9'],
    ],
  },
  { argv: ['share', '--map', 'share.map', '--consul-kv', 'shop/share', '--map-file', 'share.map'] },
  {
    argv: [
      ...['share', '--map', 'share.map', '--haproxy-stats', 'localhost:9', '--consul-kv', 'shop/share'],
      ...['--consul-agent', 'http://localhost:9', '--consul-agent', 'http://localhost:8'],
    ],
  },
  { argv: ['share', '10%', '--compose', 'shop/web+web-next', '--consul', 'http://localhost:9'] },
  {
    argv: [...['share', 'ten', 'http://localhost:9/', '--set-command', 'true', '--get-command', 'echo 10']],
  },
  { argv: ['share', '--set-command', 'true', '--get-command', 'echo 10', '--tolerance', '1pp'] },
  { argv: ['share', '10%', '--set-command', 'true', '--get-command', 'echo 10', '--services', 'a+b'] },
  { argv: ['share', '--compose', 'shop'] },
  { argv: ['share', '--set-command', './set.sh {share}'] },
  { argv: ['share', '--get-command', 'echo 10', '--set-command', 'true', '--haproxy-stats', 'localhost:9'] },
  { argv: ['share', '100.5%', '--set-command', 'true', '--get-command', 'echo 10'] },
  { argv: ['share', '10%', '--set-command', 'true', '--get-command', 'echo 10', '--tolerance', '20pp'] },

  { argv: ['watch', '--expect', '10%', '--listen', '9464'] },
  { argv: ['watch', '--expect', '10%', '--listen', '192.0.2.1:9464'] },

  { argv: ['rollout', 'strat', 'rollout.json'] },
  { argv: ['rollout', 'start'] },
  { argv: ['rollout', 'status', 'cart'] },
  { argv: ['rollout', 'plan', 'rollout-command.json'] },
  { argv: ['rollout', 'plan', 'rollout-step.json'] },
  { argv: ['rollout', 'start', 'rollout.json', '--state', 'state'] },
  { argv: ['rollout', 'promote', 'shop', '--state', 'state'] },
  { argv: ['rollout', 'resume', 'shop', '--state', 'state'] },
  { argv: ['rollout', 'abort', 'shop', '--state', 'state'] },
  { argv: ['rollout', 'log', 'shop', '--state', 'state', '--reporter', 'junit'] },
  { argv: ['rollout', 'status', 'shop', '--state', 'consul://localhost'] },
  { argv: ['rollout', 'plan', 'rollout-scale.json'] },
  { argv: ['rollout', 'plan', 'rollout-unscaled.json'] },
  { argv: ['rollout', 'plan', 'rollout-gone.json'] },
  { argv: ['rollout', 'plan', 'rollout-few.json'] },
  { argv: ['rollout', 'plan', 'rollout-both.json'] },
  { argv: ['rollout', 'plan', 'rollout-expect.json'] },
  { argv: ['rollout', 'plan', 'rollout-pause.json'] },
  { argv: ['rollout', 'plan', 'rollout-drain.json'] },
  { argv: ['rollout', 'plan', 'rollout-services.json'] },
  { argv: ['rollout', 'plan', 'rollout-tolerance.json'] },
  { argv: ['rollout', 'plan', 'rollout-replicas.json'] },
  { argv: ['rollout', 'plan', 'rollout-consul.json'] },
  { argv: ['rollout', 'start', 'rollout-again.json'] },
  { argv: ['rollout', 'abort', 'turned', '--state', 'state'] },
  { argv: ['rollout', 'adopt', 'rollout-other.json'] },

  { argv: ['inspect'] },
  { argv: ['inspect', 'missing.cfg'] },
  { argv: ['inspect', 'two'] },
  { argv: ['inspect', '/dev/null'] },
  { argv: ['inspect', 'one-rule.cfg', '--canary', 'nobody'] },
  { argv: ['inspect', 'one-rule.cfg', 'http://localhost:9/'] },
  { argv: ['inspect', 'one-rule.cfg', 'http://localhost/', 'http://localhost:81/'] },
  { argv: ['inspect', 'haproxy.cfg', '--canary', 'green', '--stable', 'green'] },
  { argv: ['inspect', 'haproxy.cfg', '--stats', '/run/haproxy.sock'] },
  { argv: ['inspect', 'haproxy.cfg', '--runtime', 'http://localhost:8404/stats'] },
];

/** What only a program can get wrong. */
export const PROGRAM_CASES: readonly string[] = [
  "await rollOut({ name: 'shop', steps: ['10%'], share: {}, verify: { expect: '10%' } });",
  'await verify({ arms: [] });',
  "await verifyHeaders({ config: '../../fixtures/haproxy/headers.cfg', frontend: 'service', followRedirects: true });",
  "await verify({ expect: '10%', arms: [{ name: 'marked', expect: '100%' }] });",
];
