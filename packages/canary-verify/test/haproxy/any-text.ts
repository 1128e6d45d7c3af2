// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the variables of HAProxy
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';

const FIXTURES = new URL('../../../../fixtures/haproxy/', import.meta.url);

/** Configurations that teams really use. */
export const REAL: readonly string[] = readdirSync(FIXTURES)
  .filter((file) => file.endsWith('.cfg'))
  .map((file) => readFileSync(new URL(file, FIXTURES), 'utf8'));

const word = fc.oneof(
  fc.constantFrom(
    'canary',
    'stable',
    'X-Canary',
    'always',
    '/credit',
    '10',
    '-1',
    '256',
    '1h',
    'src',
    'a b',
    '',
  ),
  fc.constantFrom(
    '"${PORT}"',
    '"${NONE[*]}"',
    "'quoted'",
    '\\ ',
    '\\x41',
    '%[rand(100)]',
    '%[req.hdr(x),map(m,d)]',
  ),
  fc.string({ maxLength: 8 }),
);
const fetch = fc.constantFrom(
  'hdr(X-Canary)',
  'req.hdr(x,-1)',
  'req.fhdr(x)',
  'hdr_beg(host)',
  'path',
  'path_beg',
  'path_reg',
  'url_param(v)',
  'cook(c)',
  'method',
  'rand(100)',
  'var(txn.x)',
  'src',
  'ssl_fc',
  'nbsrv(canary)',
  'lua.pick',
  'str(a),lower',
);
const flags = fc.subarray(['-i', '-m str', '-m reg', '-m found', '-m int', '-f list', '-n', '--', 'gt'], {
  maxLength: 3,
});
const test = fc
  .tuple(fetch, flags, fc.array(word, { maxLength: 3 }))
  .map(([name, some, values]) => [name, ...some, ...values].join(' '));
const condition = fc
  .array(
    fc.oneof(
      test.map((one) => `{ ${one} }`),
      fc.constantFrom('marked', '!marked', 'or', '||', '{', '}', '!'),
    ),
    { maxLength: 4 },
  )
  .chain((terms) => fc.constantFrom('if', 'unless', '').map((when) => `${when} ${terms.join(' ')}`));

const directive = fc.oneof(
  fc.tuple(fc.constantFrom('marked', 'late', 'canary'), test).map(([name, one]) => `acl ${name} ${one}`),
  fc
    .tuple(fc.constantFrom('canary', 'stable', '%[var(txn.b)]', '%[path,map_beg(m,stable)]'), condition)
    .map(([to, when]) => `use_backend ${to} ${when}`),
  fc
    .tuple(
      fc.constantFrom(
        'set-header',
        'add-header',
        'del-header',
        'set-var(txn.x)',
        'deny',
        'redirect',
        'return',
        'set-path',
        'replace-path',
      ),
      word,
      word,
      condition,
    )
    .map(([action, first, second, when]) => `http-request ${action} ${first} ${second} ${when}`),
  fc
    .tuple(
      word,
      word,
      fc.array(
        fc.oneof(word, fc.constantFrom('weight', 'backup', 'disabled', 'cookie', 'check', 'resolvers')),
        { maxLength: 6 },
      ),
    )
    .map(([name, address, settings]) => `server ${name} ${address} ${settings.join(' ')}`),
  fc
    .tuple(word, word, word)
    .map(([prefix, slots, name]) => `server-template ${prefix} ${slots} ${name} resolvers dns`),
  fc.constantFrom(
    'default_backend stable',
    'mode http',
    'option allbackups',
    'no option allbackups',
    'stick on src',
    'cookie S insert',
    'bind :80',
    'default-server weight 3 backup',
    'stick-table type ip size 1k',
  ),
  word.map((algorithm) => `balance ${algorithm}`),
  fc.constantFrom(
    'balance roundrobin',
    'balance source',
    'balance leastconn',
    'balance first',
    'balance hdr(x)',
  ),
  fc
    .tuple(
      fc.constantFrom(
        'frontend',
        'backend',
        'listen',
        'defaults',
        'global',
        'resolvers',
        'backend canary',
        'backend stable',
      ),
      fc.constantFrom('', 'canary', 'stable', 'web', 'x from y', 'from web'),
    )
    .map((words) => words.join(' ')),
  fc
    .tuple(fc.constantFrom('setenv', 'presetenv', 'unsetenv', 'resetenv'), word, word)
    .map((words) => words.join(' ')),
  fc.constantFrom(
    '.if 1',
    '.if 0',
    '.if feature(X)',
    '.if streq("$PORT",',
    '.elif !(defined(A) && 0)',
    '.else',
    '.endif',
    '.notice x',
    '.alert y',
  ),
  fc.string({ maxLength: 40 }),
);

/** Directives of a configuration in any order, most of them nearly right. */
export const grammatical: fc.Arbitrary<string> = fc
  .array(directive, { maxLength: 60 })
  .map((lines) => lines.join('\n'));

/** A real configuration in which some places are changed: pieces taken out, doubled, moved, or replaced by anything. */
export const mutated: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...REAL),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat({ max: 40 }),
        fc.oneof(word, directive, fc.constantFrom('\n', '"', '{', '\0', '\r')),
      ),
      { minLength: 1, maxLength: 8 },
    ),
  )
  .map(([text, changes]) =>
    changes.reduce((before, [at, length, instead]) => {
      const start = at % (before.length + 1);
      return before.slice(0, start) + instead + before.slice(start + length);
    }, text),
  );

/** Any text, binary ones too. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: grammatical },
  { weight: 4, arbitrary: mutated },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 500 }) },
);
