import { text, type Vocabulary } from './expressions.js';
import { condition, test } from './tests.js';
import { COOKIES, quoted } from './words.js';

const SERVERS = ['stable-1', 'stable-2', 'canary-1', 'canary-2', 'v2'] as const;
const COOKIE_VALUES = ['always', 'canary', 'v2', 'stable'] as const;

/**
 * A backend with several servers, some of which take nothing, and rules and cookies that choose one. Each response names the
 * backend and the server.
 */
export function pool(vocabulary: Vocabulary, name: string): string[] {
  const { dice } = vocabulary;
  const names = SERVERS.slice(0, dice.whole(1, SERVERS.length));
  const cookie = dice.falls(0.5);
  // HAProxy 2.6 crashes on what such a backend has besides servers: it does not prepare it.
  if (dice.falls(0.08)) return [`backend ${name} from base`, '  disabled', '  server v2 unix@answer.sock'];
  return [
    `backend ${name} from base`,
    '  balance roundrobin',
    ...(cookie
      ? [
          `  cookie ${dice.one(COOKIES)} ${dice.one(['insert indirect nocache', 'indirect', 'prefix', 'rewrite'])}`,
        ]
      : []),
    ...(dice.falls(0.1) ? ['  option persist'] : []),
    ...(dice.falls(0.2) ? ['  option allbackups'] : []),
    ...(dice.falls(0.3) ? [`  acl a1 ${test(vocabulary)}`] : []),
    ...dice.some(0, 1, () => `  ${dice.one(['force', 'ignore'])}-persist ${condition(vocabulary, [])}`),
    ...dice.some(
      0,
      1,
      () => `  http-request set-header X-Canary ${quoted('always')} ${condition(vocabulary, [])}`,
    ),
    ...dice.some(0, 3, () => `  use-server ${serverName(vocabulary, names)} ${condition(vocabulary, [])}`),
    ...names.map((server) => serverLine(vocabulary, server, cookie)),
    `  http-response set-header x-backend ${name}/%s`,
  ];
}

function serverName(vocabulary: Vocabulary, names: readonly string[]): string {
  const { dice } = vocabulary;
  if (dice.falls(0.8)) return dice.one(names);
  return dice.pick(
    () => quoted(`%[${text(vocabulary)}]`),
    () => quoted(`canary-%[${text(vocabulary)}]`),
  );
}

/** Servers that are disabled are asked by force alone, and refuse: nothing is told of what comes then. */
function serverLine({ dice }: Vocabulary, name: string, cookie: boolean): string {
  const weight = dice.one(['', '', ' weight 0', ' weight 1', ' weight 10', ' weight 100']);
  const state = dice.one(['', '', '', ' disabled', ' backup']);
  return `  server ${name} unix@answer.sock${weight}${state}${cookie && dice.falls(0.8) ? ` cookie ${dice.one(COOKIE_VALUES)}` : ''}`;
}

/** Tests of the moment: what they say in a quiet one is deduced. */
export function momentTest({ dice }: Vocabulary, pools: readonly string[]): string {
  const backend = dice.one(['stable', 'canary', ...pools]);
  return dice.pick(
    () => `nbsrv(${backend}) ${dice.one(['gt', 'ge', 'lt', 'eq'])} ${dice.whole(0, 4)}`,
    () => `be_conn(${backend}) ${dice.one(['gt', 'lt'])} ${dice.one([500, 1_000])}`,
    () => `fe_req_rate gt 900000`,
    () => `queue(${backend}) lt 10`,
    () => `avg_queue(${backend}) gt 50`,
    () => `be_sess_rate(${backend}) ge 900000`,
  );
}
