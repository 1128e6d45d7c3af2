import type { ProbedRequest } from '../../../../src/haproxy/routing/rules/rules.js';
import { aimedRules } from './aimed.js';
import { Dice } from './dice.js';
import { integer, REGEXES, text, type Vocabulary } from './expressions.js';
import { momentTest, pool } from './pools.js';
import { probe } from './probe.js';
import { condition, ofDraw, test } from './tests.js';
import { BACKENDS, HEADERS, METHODS, quoted, VALUES } from './words.js';

/** The lines of one frontend with random rules, and what belongs to it. */
export interface RuleSet {
  frontend: string;
  lines: readonly string[];
  /** What it is asked. */
  requests: readonly ProbedRequest[];
}

/** Requests to each rule set. */
export const REQUESTS = 6;

/** One rule set of some kind; its frontend takes the client's address from the PROXY protocol. */
export function ruleSet(seed: number, index: number): RuleSet {
  const dice = new Dice(seed);
  const frontend = `fe${index}`;
  const requests = dice.some(REQUESTS, REQUESTS, () => probe(dice));
  const kind = dice.fraction();
  if (kind < 0.45) return { frontend, requests, lines: mixedSet(dice, index) };
  if (kind < 0.6) return { frontend, requests, lines: pooledSet(dice, index) };
  const head = [`frontend ${frontend} from base`, `  bind unix@${frontend}.sock accept-proxy`];
  const random = kind > 0.9;
  const converters = { most: 3, none: random ? 0.6 : 0.2 };
  const vocabulary: Vocabulary = { dice, variables: ['txn.a', 'req.c'], random, converters };
  if (random) return { frontend, requests, lines: [...head, ...chanceRules(vocabulary)] };
  const changes = dice.some(0, 4, () => change(vocabulary));
  return { frontend, requests, lines: [...head, ...aimedRules(vocabulary, changes, requests)] };
}

/** Numbers that are drawn once and asked several times. */
function chanceRules(vocabulary: Vocabulary): string[] {
  const { dice } = vocabulary;
  const range = dice.one([2, 10, 100]);
  const limit = () => dice.whole(0, range);
  const asked = () =>
    dice.pick(
      () => `var(txn.a) -m int lt ${limit()}`,
      () => `var(txn.a) -m int ${dice.whole(0, range / 2)}:${range - 1}`,
      () => `'var(txn.a),add(0)' ge ${limit()}`,
      () => `'var(txn.a),mod(3)' 0`,
      () => `'var(txn.a),odd'`,
      () => `var(txn.a) -m str -- ${limit()} ${limit()}`,
      () => `var(txn.a) -m len 1`,
      () => `'var(req.c),sub(txn.a)' le 1`,
      () => ofDraw(vocabulary),
      () => `'rand(${range}),${dice.one(['mod', 'div'])}(${dice.whole(1, 5)})' ${dice.whole(0, 4)}`,
      () => `'rand(${range}),${dice.one(['mod', 'div', 'mul'])}(3),add(1),mod(2)' 1`,
    );
  return [
    `  http-request set-var(txn.a) rand(${range})`,
    ...(dice.falls(0.5) ? [`  http-request set-var(req.c) '${integer(vocabulary)}'`] : []),
    ...(dice.falls(0.4) ? [`  http-request set-var(req.c) '${sumOfKept(vocabulary)}'`] : []),
    ...(dice.falls(0.4)
      ? [`  http-request set-var(txn.a) ${dice.one(['int(3)', `rand(${range})`, 'var(req.c),mul(2)'])}`]
      : []),
    ...dice.some(0, 1, () => `  http-request ${change(vocabulary)} if { ${asked()} }`),
    ...dice.some(
      2,
      4,
      () => `  use_backend ${dice.one(BACKENDS)} ${dice.one(['if', 'unless'])} { ${asked()} }`,
    ),
    '  default_backend stable',
  ];
}

function sumOfKept({ dice, variables }: Vocabulary): string {
  const first = dice.pick(
    () => `var(${dice.one(variables)})`,
    () => 'rand(10)',
  );
  return `${first},${dice.one(['add', 'sub', 'mul', 'mod'])}(${dice.one(variables)})`;
}

/** Rules of all kinds. */
function mixedSet(dice: Dice, index: number): string[] {
  const random = dice.falls(0.3);
  // No two sets share variables of a session: they would be set by rules of other frontends as well.
  const variables = ['txn.a', 'txn.b', 'req.c', ...(dice.falls(0.1) ? [`sess.s${index}`] : [])];
  const vocabulary: Vocabulary = { dice, variables, random, converters: { most: 2, none: 0.6 } };
  const frontend = `fe${index}`;
  const own = dice.falls(0.25) ? ownBackend(vocabulary, `own${index}`) : [];
  const backends = own.length === 0 ? BACKENDS : [...BACKENDS, `own${index}`, `own${index}`];
  const kind = dice.falls(0.08) ? 'listen' : 'frontend';
  // A listen cannot inherit rules.
  const inherited = kind === 'frontend' && dice.falls(0.1) ? namedDefaults(vocabulary, `d${index}`) : [];
  const names = ['a1', 'b2'].slice(0, dice.whole(0, 2));
  return [
    ...inherited,
    `${kind} ${frontend} from ${inherited.length > 0 ? `d${index}` : 'base'}`,
    `  bind unix@${frontend}.sock accept-proxy`,
    ...(kind === 'listen'
      ? [
          '  server answer unix@answer.sock',
          `  http-response set-header x-backend ${frontend} unless { res.hdr(x-backend) -m found }`,
        ]
      : []),
    ...body(vocabulary, names, backends),
    ...own,
  ];
}

/** Rules before backends that choose servers by rules, cookies and weights; also by the port that was asked, and by limits. */
function pooledSet(dice: Dice, index: number): string[] {
  const variables = ['txn.a', 'txn.b', 'req.c'];
  const vocabulary: Vocabulary = {
    dice,
    variables,
    random: dice.falls(0.3),
    converters: { most: 2, none: 0.6 },
  };
  const pools = [`pool${index}a`, `pool${index}b`].slice(0, dice.whole(1, 2));
  const backends = ['stable', ...pools, ...pools];
  const guard = () =>
    dice.pick(
      () => `{ ${momentTest(vocabulary, pools)} }`,
      () => `{ dst_port ${dice.one([80, 443, 8080])} }`,
      () => '',
    );
  return [
    `frontend fe${index} from base`,
    `  bind unix@fe${index}.sock accept-proxy`,
    ...(dice.falls(0.3) ? [`  http-request ${action(vocabulary, [])}`] : []),
    ...(dice.falls(0.2) ? [`  http-request deny if { ${momentTest(vocabulary, pools)} }`] : []),
    ...dice.some(1, 3, () => `  use_backend ${dice.one(backends)} ${condition(vocabulary, [])} ${guard()}`),
    `  default_backend ${dice.one(pools)}`,
    ...pools.flatMap((name) => pool(vocabulary, name)),
  ];
}

function body(vocabulary: Vocabulary, names: readonly string[], backends: readonly string[]): string[] {
  const { dice } = vocabulary;
  return [
    ...names.flatMap((name) => dice.some(1, 2, () => `  acl ${name} ${test(vocabulary)}`)),
    ...(dice.falls(0.08) ? [`  monitor-uri /monitor`] : []),
    ...(dice.falls(0.04) ? [`  monitor fail ${condition(vocabulary, names)}`] : []),
    ...(dice.falls(0.05) ? [`  stats uri /static`] : []),
    ...(dice.falls(0.15) ? dice.some(1, 2, () => `  tcp-request content ${content(vocabulary, names)}`) : []),
    ...dice.some(0, 4, () => `  http-request ${action(vocabulary, names)}`),
    ...(dice.falls(0.08)
      ? [`  redirect location /elsewhere code ${dice.one([301, 302, 303])} ${condition(vocabulary, names)}`]
      : []),
    ...dice.some(
      1,
      4,
      () => `  use_backend ${backend(vocabulary, backends)} ${condition(vocabulary, names)}`,
    ),
    ...(dice.falls(0.08) ? [`  use_backend ${backend(vocabulary, backends)}`] : []),
    ...(dice.falls(0.85) ? [`  default_backend ${dice.one(backends)}`] : []),
  ];
}

function backend(vocabulary: Vocabulary, backends: readonly string[]): string {
  const { dice } = vocabulary;
  if (dice.falls(0.85)) return dice.one(backends);
  return dice.pick(
    () => quoted(`%[${text(vocabulary)}]`),
    () => quoted(`v%[${integer(vocabulary)}]`),
    () => quoted(`%[req.hdr(${dice.one(HEADERS)}),map(to-backend.map,canary)]`),
    () => quoted(`%[req.hdr(${dice.one(HEADERS)}),lower]`),
  );
}

function content(vocabulary: Vocabulary, names: readonly string[]): string {
  const { dice } = vocabulary;
  // What is drawn before HTTP is read is drawn again and again.
  const calm = { ...vocabulary, random: false };
  return dice.pick(
    () => `reject ${condition(calm, names)}`,
    () => `accept ${condition(calm, names)}`,
    () => `set-var(${dice.one(vocabulary.variables.slice(0, 2))}) ${quoted(text(calm))}`,
  );
}

function action(vocabulary: Vocabulary, names: readonly string[]): string {
  const { dice } = vocabulary;
  if (!dice.falls(0.2))
    return change(vocabulary) + (dice.falls(0.6) ? ` ${condition(vocabulary, names)}` : '');
  const answer = dice.pick(
    () => 'deny',
    () => `deny deny_status ${dice.one([400, 403, 404, 429, 503])}`,
    () => `return status ${dice.one([200, 204, 404, 418])}`,
    () => 'reject',
    () => 'tarpit',
    () => `redirect location /elsewhere${dice.falls(0.5) ? ' code 301' : ''}`,
    () => `redirect scheme https`,
    () => 'auth realm here',
    () => 'allow',
  );
  return `${answer} ${condition(vocabulary, names)}`;
}

/** What changes the request or variables. */
function change(vocabulary: Vocabulary): string {
  const { dice, variables } = vocabulary;
  const header = dice.one(HEADERS);
  const value = format(vocabulary);
  return dice.pick(
    () => `set-header ${header} ${value}`,
    () => `add-header ${header} ${value}`,
    () =>
      `del-header ${header}${dice.falls(0.3) ? ` -m ${dice.one(['str', 'beg', 'end', 'sub', 'reg'])}` : ''}`,
    () =>
      `replace-header ${header} ${quoted(dice.one(REGEXES))} ${quoted(dice.one(['x', '\\1', 'canary-\\0', 'v2']))}`,
    () => `replace-value ${header} ${quoted(dice.one(REGEXES))} ${quoted(dice.one(['x', '\\1', 'v2']))}`,
    () => `set-path ${dice.one(['/new', '/api%[path]', quoted('/%[req.hdr(X-Team)]')])}`,
    () =>
      `set-query ${dice.one(['canary=always', quoted('v=%[req.hdr(X-Team)]'), 'c=1&v=2', '%[req.hdr(X-None)]'])}`,
    () => `replace-path ${quoted(dice.one(REGEXES))} ${quoted(dice.one(['/x', '/\\1', '\\2', '/v2\\0']))}`,
    () => `replace-pathq ${quoted(dice.one(REGEXES))} ${quoted(dice.one(['/x?canary=1', '/\\1']))}`,
    () => `set-pathq ${dice.one(['/p?v=v2', '/p'])}`,
    () => `set-uri ${dice.one(['/u?c=always', '/u'])}`,
    () => `set-method ${dice.one(METHODS)}`,
    () =>
      `set-var(${dice.one(variables)}) ${quoted(dice.falls(0.5) ? text(vocabulary) : integer(vocabulary))}`,
    () =>
      `set-var(${dice.one(variables)}) ${quoted(dice.falls(0.5) ? text(vocabulary) : integer(vocabulary))}`,
    () => `set-var-fmt(${dice.one(variables)}) ${value}`,
    () => `unset-var(${dice.one(variables)})`,
  );
}

function format(vocabulary: Vocabulary): string {
  const { dice } = vocabulary;
  return dice.pick(
    () => quoted(dice.one(VALUES)),
    () => quoted(`%[${text(vocabulary)}]`),
    () => quoted(`${dice.one(['v', 'al', 'x-', '100%%'])}%[${text(vocabulary)}]${dice.one(['', '2'])}`),
    () => quoted(`%[${integer(vocabulary)}]`),
    () => quoted(` %[req.hdr(${dice.one(HEADERS)})], %[req.fhdr(${dice.one(HEADERS)})] `),
  );
}

/** A backend whose rules may answer by themselves. */
function ownBackend(vocabulary: Vocabulary, name: string): string[] {
  const { dice } = vocabulary;
  return [
    `backend ${name} from base`,
    ...(dice.falls(0.3) ? [`  acl a1 ${test(vocabulary)}`] : []),
    ...dice.some(0, 2, () => `  http-request ${action(vocabulary, [])}`),
    '  server answer unix@answer.sock',
    `  http-response set-header x-backend ${name}`,
  ];
}

/** Rules that a frontend inherits, with an ACL that its own rules do not see. */
function namedDefaults(vocabulary: Vocabulary, name: string): string[] {
  const { dice } = vocabulary;
  return [
    `defaults ${name} from base`,
    `  acl a1 ${test(vocabulary)}`,
    ...dice.some(1, 2, () => `  http-request ${action(vocabulary, ['a1'])}`),
  ];
}
