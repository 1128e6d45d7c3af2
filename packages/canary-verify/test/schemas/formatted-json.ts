import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');

/** A document as `npm run lint` wants it. */
export function formattedJson(document: object): string {
  return execFileSync(process.execPath, [biome, 'format', '--stdin-file-path=schema.json'], {
    input: JSON.stringify(document),
    encoding: 'utf8',
  });
}
