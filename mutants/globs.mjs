import { globSync } from 'tinyglobby';

/**
 * The globs of these parts that match no file, each alternative in braces by itself: a file that was renamed would otherwise be left
 * out, and nobody would notice.
 *
 * @param {Record<string, import('./parts.mjs').Part>} parts
 * @returns {string[]} one line each
 */
export function deadGlobs(parts) {
  return Object.entries(parts).flatMap(([part, { folder, sources, tests, without = [] }]) => {
    const dead = (what, globs, fileOf) =>
      globs
        .flatMap(alternatives)
        .filter((glob) => globSync(`${folder}/${fileOf(glob)}`).length === 0)
        .map((glob) => `${part}: ${what} ${glob} matches no file`);
    return [
      ...dead('sources', sources, (glob) => `src/${glob.replace(/^!/, '')}`),
      ...dead('tests', tests, (glob) => `test/${glob}.test.ts`),
      ...dead('without', without, (glob) => `test/${glob}.test.ts`),
    ];
  });
}

/** Each glob that stands for: `{a,b}/c` are `a/c` and `b/c`. */
function alternatives(glob) {
  const [all, before, inside, after] = /^(.*?)\{([^{}]*)\}(.*)$/.exec(glob) ?? [];
  if (all === undefined) return [glob];
  return inside.split(',').flatMap((one) => alternatives(before + one + after));
}
