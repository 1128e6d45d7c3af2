import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readHaproxyConfig } from '../../src/haproxy/entry.js';
import { explain } from '../../src/index.js';
import { byHeader } from '../output/fake-configuration.js';

const fixtures = fileURLToPath(new URL('../../../../fixtures/haproxy', import.meta.url));

const kindsIn = async (text: string) => {
  const haproxyConfig = readHaproxyConfig([{ file: 'haproxy.cfg', text }], {});
  return (await explain({ haproxyConfig })).diagnosis.map(({ kind }) => kind);
};

/** What the fixtures have on purpose; in all others nothing is wrong. */
const MEANT: Readonly<Record<string, string[]>> = {
  'backup.cfg': ['backup-servers'],
  'source-hash.cfg': ['stickiness'],
  'stick-table.cfg': ['stickiness'],
  'sticky-cookie.cfg': ['stickiness'],
};

const configurations = readdirSync(fixtures).filter((name) => name.endsWith('.cfg'));

test('the folder of fixtures is not empty', () => {
  expect(configurations.length).toBeGreaterThan(12);
  expect(configurations).toEqual(expect.arrayContaining(Object.keys(MEANT)));
});

test.each(configurations)('%s', async (name) => {
  expect(await kindsIn(readFileSync(`${fixtures}/${name}`, 'utf8'))).toEqual(MEANT[name] ?? []);
});

test('of many rules the one that takes the requests is named', async () => {
  const others = Array.from({ length: 500 }, (_, index) => `use_backend stable if { path /p${index} }`);
  others[321] = 'use_backend stable if { path_beg / }';
  const haproxyConfig = readHaproxyConfig(
    [{ file: 'haproxy.cfg', text: byHeader({ rules: others.join('\n    ') }) }],
    {},
  );
  const { diagnosis } = await explain({ haproxyConfig });
  expect(diagnosis).toMatchObject([
    {
      kind: 'rule-shadowed',
      header: 'X-Canary',
      by: { line: 4 + 321 },
      place: { line: 504 },
      goes: 'stable',
    },
  ]);
});

test('a value that is nobody’s business is not shown', async () => {
  const text = byHeader({ rules: 'use_backend stable if { path_beg / }' }).replace(
    'req.hdr(X-Canary) -m str always',
    'req.hdr(X-Api-Key) -m str hunter2',
  );
  const haproxyConfig = readHaproxyConfig([{ file: 'haproxy.cfg', text }], {});
  const explanation = await explain({ haproxyConfig });
  expect(explanation.diagnosis).toMatchObject([{ kind: 'rule-shadowed', value: '***' }]);
  expect(JSON.stringify(explanation)).not.toContain('hunter2');
});
