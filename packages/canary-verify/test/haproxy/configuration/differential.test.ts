// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the variables of HAProxy
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { lineWords } from '../../../src/haproxy/configuration/line-words.js';
import { readHaproxyConfig } from '../../../src/haproxy/configuration/read-configuration.js';
import { Variables } from '../../../src/haproxy/configuration/variables.js';
import type { Tool } from '../../../src/system/tool.js';
import { findTools } from '../../../src/topology/toolbox/find-tools.js';

/** From 3.0 on, HAProxy says with `-dC` how it splits each line into words. */
let haproxy: Tool;
let folder: string;

beforeAll(async () => {
  vi.stubEnv('CANARY_VERIFY_HAPROXY', '3.0');
  ({ haproxy } = await findTools(['haproxy']));
  folder = await mkdtemp(join(tmpdir(), 'reader-'));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const ENV = { A: 'one', B: 'two  three ', EMPTY: '', HASH: '#"\\', _x1: "it's" };

function variable(names: readonly string[], forms: readonly string[]): fc.Arbitrary<string> {
  const pair = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...forms));
  return pair.map(([name, form]) => form.replace('@', () => name));
}

/** Not one that is not set: before 3.3 HAProxy reads the quote and the blanks after it along. Here it is in doubt. */
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b ', ' c', '/d', 'x41', 't', 'n', 'é', '1') },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ' ',
      '\t',
      '"',
      "'",
      '\\',
      '#',
      '$',
      '{',
      '}',
      '[*]',
      '-',
      '\\x41',
      '\\x4',
      '\r',
    ),
  },
  {
    weight: 3,
    arbitrary: variable(
      ['A', 'B', 'EMPTY', 'HASH', '_x1', '.LINE', '.FILE', '.NONE'],
      ['$@', '${@}', '"$@"', '"${@}"', '"${@[*]}"', '"${@'],
    ),
  },
  { weight: 1, arbitrary: variable(['A', 'EMPTY', 'NONE'], ['"${@-x y}"', '"${@[*]-x y}"', '"${@-}"']) },
);
const line = fc
  .array(piece, { maxLength: 12 })
  .map((pieces) => `use ${pieces.join('')}`)
  .filter((text) => lineWords(text, new Variables(ENV)).unset.length === 0);

/** What `haproxy -dC` prints of lines, all in one section. */
async function dumped(text: string): Promise<string> {
  const file = join(folder, 'haproxy.cfg');
  await writeFile(file, text);
  const env = { ...haproxy.env, ...ENV };
  const run = await promisify(execFile)(haproxy.command, ['-c', '-dC', '-f', file], { env }).catch(
    (error) => error,
  );
  return run.stdout;
}

/** Not every version takes an empty word for one: such a line is in doubt here, and compared without it. */
const EMPTY = /^HAProxy reads no further|^not every version/;

function comparable(text: string): string {
  return text.replace(/Configuration file has no error.*$/s, '').replace(/ +/g, ' ');
}

test('lines have the words that HAProxy finds in them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 30, maxLength: 30 }), async (lines) => {
      const text = `global\n${lines.join('\n')}\n`;
      const { sections } = readHaproxyConfig([{ file: join(folder, 'haproxy.cfg'), text }], ENV);
      const readable = sections[0]?.lines.filter(({ doubt }) => doubt === null || EMPTY.test(doubt));
      const ours = readable?.map(({ words }) => `\t${words.join(' ')} \n`).join('');
      expect(comparable(`global \n${ours}`)).toBe(comparable(await dumped(text)));
    }),
    { numRuns: 60 },
  );
});
