import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

// What the package has beside its code. In a single file nothing lies beside: packaging/single-file/ has a module of its own
// for this one.

/** A file of the project that `init` writes. */
export interface TemplateFile {
  /** Its path in the project, with slashes. */
  path: string;
  text: string;
}

// As deep as the package's bundled chunks are, so that both find them.
const PACKAGE = fileURLToPath(new URL('../../', import.meta.url));
const TEMPLATE = join(PACKAGE, 'templates', 'init');

export function packageVersion(): string {
  return JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')).version;
}

/** The files of the template as they lie there, in the order of their paths. */
export function templateFiles(): readonly TemplateFile[] {
  return readdirSync(TEMPLATE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
    .map((file) => ({
      path: relative(TEMPLATE, file).replaceAll(sep, '/'),
      text: readFileSync(file, 'utf8'),
    }));
}
