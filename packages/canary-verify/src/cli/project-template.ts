import { packageVersion, type TemplateFile, templateFiles } from './own-files.js';

/** The files of the project that `init` writes. The project asks for the version of canary-verify that writes it. */
export function projectTemplate(): readonly TemplateFile[] {
  const version = packageVersion();
  return templateFiles().map(({ path, text }) => ({
    path,
    text: text.replace('"canary-verify": "^0.0.0"', `"canary-verify": "^${version}"`),
  }));
}
