import { fileURLToPath } from 'node:url';
import type { SchemaObject } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';

/** The files of the package, and the types of the documents that they describe. */
const PUBLISHED = {
  'verdict.schema.json': ['Verdict', 'The verdict of canary-verify, as --json prints it'],
  'events.schema.json': ['RunEvent', 'One line of what --reporter ndjson writes'],
  'explanation.schema.json': ['Explanation', 'What canary-verify explain --json prints'],
  'inspection.schema.json': ['Inspection', 'What canary-verify inspect --json prints'],
} as const;

export type SchemaFile = keyof typeof PUBLISHED;
export const SCHEMA_FILES = Object.keys(PUBLISHED) as SchemaFile[];

const generator = createGenerator({
  tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)),
  // `npm run typecheck` does it, with the compiler that builds the package.
  skipTypeCheck: true,
  strictTuples: true,
  sortProps: false,
  topRef: false,
  encodeRefs: false,
});

/** The schema of a type of the sources, as `closedSchema` has it, but without a title. */
export function schemaOfType(type: string): SchemaObject {
  return generator.createSchema(type) as SchemaObject;
}

/** The schema in which no object may have a field more than its type: what is printed has none. */
export function closedSchema(file: SchemaFile): SchemaObject {
  const [type, title] = PUBLISHED[file];
  const { $schema, ...made } = generator.createSchema(type);
  const schema = { $schema, $id: file, title, ...made } as SchemaObject;
  return file === 'events.schema.json' ? sharing(schema, closedSchema('verdict.schema.json')) : schema;
}

/** The schema that is published. Readers are to pass over fields that come later (docs/json.md), so it lets them be. */
export function publishedSchema(file: SchemaFile): SchemaObject {
  const text = JSON.stringify(closedSchema(file), (key, value) =>
    key === 'additionalProperties' && value === false ? undefined : value,
  );
  return JSON.parse(text);
}

/** Definitions that another schema has are named there. */
function sharing(schema: SchemaObject, { $id, definitions: others = {} }: SchemaObject): SchemaObject {
  const own = Object.entries(schema.definitions ?? {}).filter(([name]) => !(name in others));
  const text = JSON.stringify({ ...schema, definitions: Object.fromEntries(own) });
  return JSON.parse(text, (key, value) => {
    const name = key === '$ref' ? value.replace('#/definitions/', '') : null;
    return name !== null && name in others ? `${$id}${value}` : value;
  });
}
