import { CONFIG_FLAGS, keyOf } from '../../../src/cli/config/config.js';
import type { Flag } from '../../../src/cli/flags/flag.js';
import { FLAGS } from '../../../src/cli/flags/table.js';
import { formattedJson } from '../../schemas/formatted-json.js';

/** What config.schema.json must be, made from the table of flags. */
export function configSchema(): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'config.schema.json',
    title: 'canary-verify.config.json: options of canary-verify',
    type: 'object',
    additionalProperties: false,
    properties: configProperties(),
  };
  return formattedJson(schema);
}

/** What an options file may say. */
export function configProperties(): Record<string, object> {
  return {
    $schema: { type: 'string' },
    target: { type: 'string', description: 'The URL asked (http://localhost:48151/version)' },
    ...Object.fromEntries(CONFIG_FLAGS.map((name) => [keyOf(name), property(FLAGS[name])])),
  };
}

function property({ placeholder, help, defaultText, repeatable }: Flag): object {
  const description = defaultText === undefined ? help : `${help} (${defaultText})`;
  if (placeholder === null) return { type: 'boolean', description };
  if (repeatable) return { type: ['string', 'array'], items: { type: 'string' }, description };
  return { type: ['string', 'number'], description };
}
