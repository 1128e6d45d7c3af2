import { readFileSync } from 'node:fs';
import { Ajv, type SchemaObject, type ValidateFunction } from 'ajv';
import type { SchemaFile } from './published-schemas.js';

/** A schema as it lies in the package. */
export function readSchema(file: SchemaFile): SchemaObject {
  return JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));
}

/** Checks documents against a schema of the package. Another schema that it names comes with it. */
export function publishedValidator(file: SchemaFile): ValidateFunction {
  return validatorOf(file, readSchema);
}

/** The same for schemas from elsewhere. */
export function validatorOf(
  file: SchemaFile,
  schemaOf: (file: SchemaFile) => SchemaObject,
): ValidateFunction {
  const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
  if (file === 'events.schema.json') ajv.addSchema(schemaOf('verdict.schema.json'));
  return ajv.compile(schemaOf(file));
}
