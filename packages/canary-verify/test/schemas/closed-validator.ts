import type { ValidateFunction } from 'ajv';
import { closedSchema, type SchemaFile } from './published-schemas.js';
import { validatorOf } from './published-validator.js';

/** Checks documents against a schema, and refuses fields that it does not describe. */
export function closedValidator(file: SchemaFile): ValidateFunction {
  return validatorOf(file, closedSchema);
}
