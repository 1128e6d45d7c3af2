import type { SchemaObject } from 'ajv';
import type { SchemaFile } from './published-schemas.js';
import { readSchema } from './published-validator.js';

/** The kinds of diagnosis that a schema of the package knows by one of its definitions. */
export function kindsIn(file: SchemaFile, definition: 'Diagnosis' | 'Cause'): string[] {
  const { definitions } = readSchema(file);
  const kindsOf = ({ $ref, anyOf, properties }: SchemaObject): string[] => {
    if ($ref !== undefined) return kindsOf(definitions[$ref.replace('#/definitions/', '')]);
    if (anyOf !== undefined) return anyOf.flatMap(kindsOf);
    return properties.kind.enum ?? [properties.kind.const];
  };
  return kindsOf(definitions[definition]);
}
