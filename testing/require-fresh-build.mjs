// Vitest runs this before a package's tests. They start built programs: of old ones they would say what is no longer true.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { whyStale } from './built-from.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Ends the run when the package itself, or one of this repository that it depends on, is not built from its sources. An
 * error instead would stand among words about tests that were not found.
 */
export default function requireFreshBuild({ config }) {
  for (const folder of builtPackages(config.root)) {
    const why = whyStale(folder);
    if (why === null) continue;
    const dist = relative(ROOT, join(folder, 'dist'));
    console.error(`✘ ${dist} ${why}: \`npm run build\` in the root of the repository, then the tests again.`);
    process.exit(1);
  }
}

/** The folders of the package and of what it depends on in this repository, without those that build nothing. */
function builtPackages(folder, seen = new Set()) {
  if (seen.has(folder)) return [];
  seen.add(folder);
  const { scripts, dependencies, devDependencies } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const needed = Object.keys({ ...dependencies, ...devDependencies }).flatMap((name) => {
    const link = join(ROOT, 'node_modules', name);
    const target = existsSync(link) ? realpathSync(link) : '';
    return target.startsWith(ROOT) && !target.includes(`${sep}node_modules${sep}`) ? [target] : [];
  });
  return [
    ...needed.flatMap((one) => builtPackages(one, seen)),
    ...(scripts?.build === undefined ? [] : [folder]),
  ];
}
