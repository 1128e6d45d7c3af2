import type { SchemaObject } from 'ajv';
import { NOT_IN_A_PLAN } from '../../src/cli/config/rollout-file.js';
import { configProperties } from '../cli/config/config-schema.js';
import { schemaOfType } from './published-schemas.js';

/**
 * What rollout.schema.json must be: the keys of a plan from their type, and those of an options file from the table of flags. It is
 * written by people, so what it does not know is a mistake.
 */
export function rolloutSchema(): SchemaObject {
  const { properties, definitions, ...own } = schemaOfType('PlanFileKeys');
  return {
    ...own,
    $id: 'rollout.schema.json',
    title: 'rollout.yaml: a plan of canary-verify rollout',
    properties: {
      ...properties,
      ...Object.fromEntries(Object.entries(configProperties()).filter(([key]) => !(key in NOT_IN_A_PLAN))),
    },
    definitions,
  };
}
