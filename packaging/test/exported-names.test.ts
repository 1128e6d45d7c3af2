import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { expect, test } from 'vitest';
import { PACKAGES } from './pack.js';
import { fromRoot } from './run.js';

/** A word means one thing: whoever searches for a name finds one place. */
test.each(PACKAGES)('no two files of %s export the same name', (name) => {
  const places = new Map<string, string[]>();
  const source = fromRoot(`packages/${name}/src`);
  for (const path of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts')) continue;
    // A type and a value of one name in one file are one thing.
    for (const exported of new Set(exportedNames(readFileSync(join(source, path), 'utf8'))))
      places.set(exported, [...(places.get(exported) ?? []), path]);
  }
  expect(places.size).toBeGreaterThan(50);
  const shared = [...places].filter(([, files]) => files.length > 1);
  expect(Object.fromEntries(shared)).toEqual({});
});

/** What a file declares and exports; what it hands on from another one is declared there. */
function exportedNames(text: string): string[] {
  return parseAst(text, { lang: 'ts' }).body.flatMap((statement) => {
    if (statement.type !== 'ExportNamedDeclaration' || statement.declaration === null) return [];
    const { declaration } = statement;
    const named = declaration.type === 'VariableDeclaration' ? declaration.declarations : [declaration];
    return named.flatMap(({ id }) => (id !== null && id.type === 'Identifier' ? [id.name] : []));
  });
}
