import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the project that `init` writes. */
export interface TemplateFile {
  /** Its path in the project, with slashes. */
  path: string;
  text: string;
}

// As deep as the package's bundled chunks are, so that both find them.
const PACKAGE = fileURLToPath(new URL('../../', import.meta.url));
const TEMPLATE = join(PACKAGE, 'templates', 'init');

/** The files of the project, in the order of their paths. The project asks for the version of canary-verify that writes it. */
export function projectTemplate(): readonly TemplateFile[] {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  return readdirSync(TEMPLATE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
    .map((file) => ({
      path: relative(TEMPLATE, file).replaceAll(sep, '/'),
      text: readFileSync(file, 'utf8').replace('"canary-verify": "^0.0.0"', `"canary-verify": "^${version}"`),
    }));
}
