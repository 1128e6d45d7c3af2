import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { PARTS } from './parts.mjs';

const name = process.env.MUTANTS_PART ?? '';
const part = PARTS[name];
if (part === undefined) throw new Error(`MUTANTS_PART wants the name of a part, got ${JSON.stringify(name)}`);

/** Runs the tests that should notice the changes of one part. */
export default defineConfig({
  root: fileURLToPath(new URL(`../${part.folder}`, import.meta.url)),
  test: {
    include: part.tests.map((test) => `test/${test}.test.ts`),
    exclude: part.without?.map((test) => `test/${test}.test.ts`) ?? [],
    testTimeout: 60_000,
  },
});
