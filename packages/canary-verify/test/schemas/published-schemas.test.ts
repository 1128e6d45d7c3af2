import { describe, expect, test } from 'vitest';
import { formattedJson } from './formatted-json.js';
import { publishedSchema, SCHEMA_FILES } from './published-schemas.js';

describe('a schema is what the types say; npm run schemas -w canary-verify writes it anew', () => {
  test.each(SCHEMA_FILES)('%s', async (file) => {
    await expect(formattedJson(publishedSchema(file))).toMatchFileSnapshot(`../../${file}`);
  });
});
