// The licences of what is in the single file: each asks to go with it.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Returns the licences of the libraries of these modules, and of the Node that runs this. `own`: our own licence. */
export function licencesOf(moduleIds, own) {
  const libraries = new Map([['canary-verify', own]]);
  for (const id of moduleIds) {
    const [, folder, name] = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(id) ?? [];
    if (folder !== undefined) libraries.set(name, join(folder, 'LICENSE'));
  }
  libraries.set('Node.js', nodesOwn());
  return [...libraries]
    .map(([name, file]) => `${name}\n\n${readFileSync(file, 'utf8').trim()}\n`)
    .join('\n\n');
}

/** Every archive of Node has it beside bin/. */
function nodesOwn() {
  const file = join(dirname(dirname(process.execPath)), 'LICENSE');
  if (existsSync(file)) return file;
  throw new Error(
    `${process.execPath} has no LICENSE beside its bin/: take the Node of an archive of nodejs.org`,
  );
}
